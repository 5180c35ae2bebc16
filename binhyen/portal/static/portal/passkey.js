// Buttons for passkeys appear only where the browser knows them; what went wrong is said in words.
for (const part of document.querySelectorAll('[data-by-passkey]')) {
  part.hidden = !window.PublicKeyCredential
}
document.addEventListener('allauth.error', (event) => event.preventDefault())
