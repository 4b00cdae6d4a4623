// A draft that cannot be read, and one that two tabs write at once: neither is overwritten unasked.
import { design } from "../../words/design";
import { keepMine, storedTitle, takeOther, throwBroken } from "./draft";

export function BrokenDraft() {
  const w = design.broken;
  return (
    <section class="card" aria-labelledby="broken" data-broken>
      <h2 id="broken">{w.title}</h2>
      <p>{w.text}</p>
      <button type="button" class="primary" onClick={throwBroken} data-action="throw-broken">
        {w.do}
      </button>
    </section>
  );
}

export function OtherTab() {
  const w = design.tabs;
  const title = storedTitle();
  return (
    <section class="card" role="alert" aria-labelledby="other-tab" data-other-tab>
      <h2 id="other-tab">{w.title}</h2>
      <p>{title === null ? w.gone : w.text(title || design.copy.untitled)}</p>
      <div class="row">
        <button type="button" class="primary" onClick={keepMine} data-action="keep-mine">
          {w.mine}
        </button>
        <button type="button" onClick={takeOther} data-action="take-other">
          {title === null ? w.otherGone : w.other}
        </button>
      </div>
    </section>
  );
}
