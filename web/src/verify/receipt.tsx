// The fold that holds a receipt against the log at hand.
import { useState } from "preact/hooks";
import { get } from "../api/client";
import { Field } from "../ui/fields";
import { announce, Notice } from "../ui/shell";
import { words } from "../words/verify";
import { checkReceipt, type ReceiptReport } from "./receipts";
import { FileError, isObject } from "./shape";

const w = words.page;

function parsed(text: string, label: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Error(w.receiptNotJson(label));
  }
}

/** The whole answer to an offer holds the receipt as a member. */
const receiptIn = (given: unknown) => (isObject(given) && isObject(given.receipt) ? given.receipt : given);

const headline = (report: ReceiptReport) =>
  !report.holds ? w.receiptNo : report.event === null ? w.receiptOpen : w.receiptYes(report.event);

export function Receipt({ file }: { file: unknown }) {
  const [receipt, setReceipt] = useState("");
  const [offer, setOffer] = useState("");
  const [keys, setKeys] = useState("");
  const [report, setReport] = useState<ReceiptReport | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const check = async () => {
    setReport(null);
    setProblem(null);
    try {
      const given = receiptIn(parsed(receipt, w.receiptLabel));
      const sent = offer.trim() ? parsed(offer, w.offerLabel) : undefined;
      const set = keys.trim()
        ? parsed(keys, w.keysLabel)
        : await get<unknown>("/v1/keys").catch(() => {
            throw new Error(w.keysMissing);
          });
      const found = await checkReceipt(given, set, file, sent);
      setReport(found);
      announce(headline(found));
    } catch (error) {
      const what = error instanceof FileError ? `${error.pointer} ${error.what}` : (error as Error).message;
      setProblem(what);
      announce(what);
    }
  };
  const fields = [
    { label: w.receiptLabel, hint: w.receiptHint, name: "receipt", value: receipt, set: setReceipt, rows: 5 },
    { label: w.offerLabel, hint: w.offerHint, name: "offer", value: offer, set: setOffer, rows: 3 },
    { label: w.keysLabel, hint: w.keysHint, name: "keys", value: keys, set: setKeys, rows: 3 },
  ];
  return (
    <details class="card" data-page-part="receipt">
      <summary>{w.receipt}</summary>
      <p class="soft">{w.receiptLead}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void check();
        }}
      >
        {fields.map(({ label, hint, name, value, set, rows }) => (
          <Field key={name} label={label} hint={hint} optional={name !== "receipt"}>
            {(props) => (
              <textarea
                {...props}
                name={name}
                rows={rows}
                spellcheck={false}
                required={name === "receipt"}
                value={value}
                onInput={(event) => set(event.currentTarget.value)}
              />
            )}
          </Field>
        ))}
        <button type="submit" class="primary" data-action="check-receipt">
          {w.receiptCheck}
        </button>
      </form>
      {problem && (
        <div class="verify-result">
          <Notice>{problem}</Notice>
        </div>
      )}
      {report && (
        <div class="verify-result" data-receipt={report.holds} data-event={report.event}>
          <Notice kind={report.holds ? (report.event === null ? "calm" : "good") : "bad"}>{headline(report)}</Notice>
          <ul class="plain verify-list">
            {[...report.faults, ...report.unchecked].map((what) => (
              <li key={what}>{what}</li>
            ))}
          </ul>
        </div>
      )}
    </details>
  );
}
