/* Sen – a security key: the browser asks it, the form carries its answer. Without this file an app or a card is used. */
(function () {
  "use strict";
  function bytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (letter) { return letter.charCodeAt(0); });
  }

  function text(buffer) {
    var plain = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  }

  function known(list) {
    return (list || []).map(function (entry) { return Object.assign({}, entry, { id: bytes(entry.id) }); });
  }

  function asked(options) {
    var key = Object.assign({}, options.publicKey);
    key.challenge = bytes(key.challenge);
    if (key.user) key.user = Object.assign({}, key.user, { id: bytes(key.user.id) });
    if (key.excludeCredentials) key.excludeCredentials = known(key.excludeCredentials);
    if (key.allowCredentials) key.allowCredentials = known(key.allowCredentials);
    return { publicKey: key };
  }

  function answered(credential) {
    var said = {}, from = credential.response;
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (from[name]) said[name] = text(from[name]);
    });
    if (from.getTransports) said.transports = from.getTransports();
    return {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response: said,
      clientExtensionResults: credential.getClientExtensionResults()
    };
  }

  Array.prototype.forEach.call(document.querySelectorAll("[data-sen-key]"), function (form) {
    var way = form.getAttribute("data-sen-key");
    var button = form.querySelector("[data-sen-key-button]");
    var failed = form.querySelector("[data-sen-key-failed]");
    if (!window.PublicKeyCredential || !navigator.credentials) {
      form.querySelector("[data-sen-key-impossible]").hidden = false;
      button.disabled = true;
      return;
    }
    var options = JSON.parse(document.getElementById("key-options").textContent);
    button.addEventListener("click", function () {
      failed.hidden = true;
      button.disabled = true;
      navigator.credentials[way](asked(options)).then(function (credential) {
        form.querySelector("[name=credential]").value = JSON.stringify(answered(credential));
        form.submit();
      }).catch(function () {
        failed.hidden = false;
        button.disabled = false;
        button.focus();
      });
    });
  });
})();
