/* A long list to choose several from, as boxes to tick under a field that filters them.

   The <select multiple> inside stays what is sent; without this script it stays what is seen. */

class OpinoviChoices extends HTMLElement {
    connectedCallback() {
        this.select = this.querySelector("select");
        if (!this.select || this.list) {
            return;
        }
        this.build();
        this.tell();
    }

    build() {
        const id = this.select.id;
        this.filter = document.createElement("input");
        Object.assign(this.filter, { type: "search", id, autocomplete: "off", className: "opinovi-choices__filter" });
        const hint = this.add("p", "hint", this.dataset.hint);
        hint.id = `${id}-hint`;
        const described = [this.select.getAttribute("aria-describedby"), hint.id].filter(Boolean).join(" ");
        this.filter.setAttribute("aria-describedby", described);
        this.append(this.filter);
        this.found = this.add("p", "matches", "");
        this.found.setAttribute("role", "status");
        this.list = this.add("div", "list", "");
        this.list.setAttribute("role", "group");
        this.nameList(id);
        this.chosen = this.add("p", "chosen", "");

        // What is chosen stands first, so that it is seen without scrolling.
        const options = [...this.select.options];
        for (const option of [...options.filter((o) => o.selected), ...options.filter((o) => !o.selected)]) {
            this.list.append(this.box(option));
        }
        // The label of the select is now that of the filter.
        this.select.id = `${id}-select`;
        this.select.hidden = true;
        this.filter.addEventListener("input", () => this.narrow());
        this.filter.addEventListener("keydown", (event) => this.key(event));
    }

    add(element, part, text) {
        const made = document.createElement(element);
        made.className = `opinovi-choices__${part}`;
        made.textContent = text;
        this.append(made);
        return made;
    }

    nameList(id) {
        const label = document.querySelector(`label[for="${CSS.escape(id)}"]`);
        if (label) {
            label.id ||= `${id}-label`;
            this.list.setAttribute("aria-labelledby", label.id);
        }
    }

    box(option) {
        const label = document.createElement("label");
        const box = document.createElement("input");
        Object.assign(box, { type: "checkbox", checked: option.selected });
        box.addEventListener("change", () => {
            option.selected = box.checked;
            this.select.dispatchEvent(new Event("change", { bubbles: true }));
            this.tell();
        });
        label.append(box, ` ${option.text}`);
        return label;
    }

    key(event) {
        if (event.key === "Enter") {
            event.preventDefault(); // it would send the form
        } else if (event.key === "Escape" && this.filter.value) {
            event.preventDefault();
            this.filter.value = "";
            this.narrow();
        }
    }

    narrow() {
        const wanted = this.filter.value.trim().toLocaleLowerCase();
        let count = 0;
        for (const label of this.list.children) {
            label.hidden = !label.textContent.toLocaleLowerCase().includes(wanted);
            count += label.hidden ? 0 : 1;
        }
        this.found.textContent = wanted ? this.dataset.matches.replace("{count}", count) : "";
    }

    tell() {
        const names = [...this.select.selectedOptions].map((option) => option.text);
        this.chosen.textContent = names.length
            ? this.dataset.chosen.replace("{names}", names.join(", "))
            : this.dataset.nothing;
    }
}

const define = () => customElements.define("opinovi-choices", OpinoviChoices);
// The script may stand before the elements, which are empty until the page has been read.
if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", define);
} else {
    define();
}
