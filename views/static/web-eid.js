// Web eID: asks us for something to sign, hands it to the extension of the browser, and sends what that gave.
// Messages and codes are those of its protocol: https://github.com/web-eid/web-eid-system-architecture-doc
const ACK_WITHIN = 1000;
const DONE_WITHIN = 2 * 60 * 1000;

export function ask(action, detail, within = DONE_WITHIN) {
  return new Promise((resolve, reject) => {
    const fail = (code) => { stop(); reject(new Error(code)); };
    let timer = setTimeout(() => fail("ERR_WEBEID_EXTENSION_UNAVAILABLE"), ACK_WITHIN);
    const heard = ({ source, origin, data }) => {
      if (source !== window || origin !== location.origin || typeof data?.action !== "string") return;
      if (data.action === `web-eid:${action}-ack`) {
        clearTimeout(timer);
        timer = setTimeout(() => fail("ERR_WEBEID_ACTION_TIMEOUT"), within);
      } else if (data.action === `web-eid:${action}-success`) {
        stop();
        resolve(data);
      } else if (data.action === `web-eid:${action}-failure`) {
        fail(String(data.error?.code ?? "ERR_WEBEID_UNKNOWN"));
      }
    };
    const stop = () => { clearTimeout(timer); removeEventListener("message", heard); };
    addEventListener("message", heard);
    postMessage({ action: `web-eid:${action}`, libraryVersion: "2.0.2", ...detail }, location.origin);
  });
}

const form = document.querySelector("[data-web-eid]");
const line = form?.querySelector("[data-status]");

async function challenge() {
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
  const answer = await fetch(form.dataset.challenge, { method: "POST", body, redirect: "manual" });
  if (!answer.ok) throw new Error("ERR_WEBEID_CHALLENGE");
  return (await answer.json()).nonce;
}

let busy = false;
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (busy) return;
  busy = true;
  line.textContent = form.dataset.busy;
  try {
    const nonce = await challenge();
    const options = { lang: form.dataset.language };
    const { unverifiedCertificate, algorithm, signature, format, appVersion } =
      await ask("authenticate", { challengeNonce: nonce, options });
    form.elements.proof.value = JSON.stringify({ unverifiedCertificate, algorithm, signature, format, appVersion });
  } catch (problem) {
    form.elements.error.value = problem.message.slice(0, 60);
  }
  form.submit();
});
