// Whether one is still signed in here is asked four times a second: the page notices the end by itself.
const look = setInterval(async () => {
  try {
    const answer = await fetch("/still", { cache: "no-store" });
    if (answer.ok && !(await answer.json()).in) {
      clearInterval(look);
      location.assign("/");
    }
  } catch {
    // The tool itself is away for a moment; it is asked again.
  }
}, 250);
