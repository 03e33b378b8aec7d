/* Shows how far a run is while its report is open, and the finished report once it has ended.

   Without this script the report has a link for looking again. */

const EVERY = 1000; // milliseconds
const SAID_EVERY = 10; // a screen reader is told every tenth time, and when something else is said than numbers
const GIVEN_UP_AFTER = 30; // answers in a row that did not come

class OpinoviProgress extends HTMLElement {
    connectedCallback() {
        this.said = this.querySelector("[data-said]");
        this.aloud = this.querySelector("[data-aloud]");
        this.details = this.querySelector("[data-details]");
        this.failures = 0;
        this.asked = 0;
        this.timer = window.setTimeout(() => this.ask(), EVERY);
    }

    disconnectedCallback() {
        window.clearTimeout(this.timer);
    }

    async ask() {
        try {
            const answer = await fetch(this.dataset.url, { headers: { Accept: "application/json" } });
            if (!answer.ok || answer.redirected) {
                throw new Error(answer.statusText);
            }
            this.show(await answer.json());
            this.failures = 0;
        } catch {
            this.failures += 1;
        }
        if (this.failures < GIVEN_UP_AFTER && !this.ended) {
            this.timer = window.setTimeout(() => this.ask(), EVERY);
        }
    }

    show(progress) {
        if (progress.ended) {
            this.ended = true;
            window.location.reload();
            return;
        }
        this.said.textContent = progress.said;
        this.details.textContent = progress.details;
        if (this.asked % SAID_EVERY === 0) {
            this.aloud.textContent = progress.said;
        }
        this.asked += 1;
    }
}

customElements.define("opinovi-progress", OpinoviProgress);
