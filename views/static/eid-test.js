// The browser's half of the self-test: told line by line, nothing is sent anywhere.
const part = document.querySelector("[data-eid-test]");

function tell(name, passed) {
  const row = part.querySelector(`[data-check="${name}"]`);
  for (const shown of row.querySelectorAll("[data-outcome]")) {
    shown.hidden = shown.dataset.outcome !== (passed ? "passed" : "failed");
  }
}

tell("secure", location.protocol === "https:");
tell("clock", Math.abs(Date.now() / 1000 - Number(part.dataset.now)) < 300);
tell("cookies", navigator.cookieEnabled);
const { ask } = await import(part.dataset.webEid);
ask("status", {}, 5000).then(() => tell("extension", true), () => tell("extension", false));
