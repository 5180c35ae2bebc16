from binhyen.cli.main import binhyen

if __name__ == "__main__":
    binhyen(prog_name="binhyen")
