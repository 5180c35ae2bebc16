"""/dia-ban/, /don-vi/: administrative units and bodies as of any day."""
