// A person at the keyboard of a page: what the focus is on, and that it can be seen.
import assert from "node:assert/strict";

export class Keys {
  constructor(page) {
    this.page = page;
  }

  press(key) {
    return this.page.keyboard.press(key);
  }

  type(text) {
    return this.page.keyboard.type(text);
  }

  /** What the focus is on, and whether an outline shows it: its own, or that of the face or the field it belongs to. */
  #where() {
    return this.page.evaluate(() => {
      const at = document.activeElement;
      const outlined = [at, at.nextElementSibling, at.parentElement].some((each) => {
        const { outlineStyle, outlineWidth } = each ? getComputedStyle(each) : {};
        return each && outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
      });
      return { what: at.outerHTML.slice(0, 120), seen: outlined && at !== document.body };
    });
  }

  async isSeen() {
    const { what, seen } = await this.#where();
    assert.ok(seen, `the focus is not seen on ${what}`);
  }

  /** The focus is on what was named, once the page has come to rest. */
  async isOn(selector) {
    const on = (wanted) => document.activeElement.matches(wanted);
    await this.page.waitForFunction(on, selector).catch(async () => {
      assert.fail(`the focus is not on ${selector} but on ${(await this.#where()).what}`);
    });
  }

  /** Moves on until the focus is on what was named, and every stop on the way can be seen. */
  async to(selector, key = "Tab") {
    for (let step = 0; step < 120; step += 1) {
      await this.press(key);
      const on = await this.page.evaluate((wanted) => document.activeElement.matches(wanted), selector);
      if (on) return this.isSeen();
    }
    assert.fail(`${selector} cannot be reached with ${key}`);
  }

  /** Goes to it and does it. */
  async act(selector, key = "Enter") {
    await this.to(selector);
    await this.press(key);
  }

  /** Writes into what was named. */
  async write(selector, words) {
    await this.to(selector);
    await this.press("Control+A");
    await this.type(words);
  }
}
