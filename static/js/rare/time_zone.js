// Fills its hidden field with the device's time zone, so that nobody has to choose one.
customElements.define(
  "time-zone",
  class extends HTMLElement {
    connectedCallback() {
      const field = this.querySelector("input");
      if (field) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
    }
  },
);
