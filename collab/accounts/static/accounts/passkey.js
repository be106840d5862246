// Shows what needs a passkey once the browser can do it, and says so when it fails.  Without this file, every other way in works.
(function () {
  if (window.PublicKeyCredential) {
    for (const id of ['passkey_login', 'mfa_webauthn_authenticate', 'mfa_webauthn_reauthenticate', 'mfa_webauthn_add']) {
      const button = document.getElementById(id);
      if (button) button.hidden = false;
    }
  }
  document.addEventListener('allauth.error', (event) => {
    event.preventDefault();
    const line = document.getElementById('passkey_failed');
    if (line) line.hidden = false;
  });
})();
