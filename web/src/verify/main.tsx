// The page that checks a log: takes a file, a text or the number of an auction, and says in plain words what the check
// found. All of the checking is in rounds.ts, and runs here.
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import "../styles.css";
import { get, getConfig } from "../api/client";
import { sentence } from "../ui/errors";
import { Field } from "../ui/fields";
import { announce, Notice, Shell } from "../ui/shell";
import { words } from "../words/verify";
import { Receipt } from "./receipt";
import { checkLog, FileError, type Report } from "./rounds";
import { Found } from "./found";

const w = words.page;

type Stage =
  | { kind: "idle" }
  | { kind: "busy"; what: string; done: number; total: number }
  | { kind: "bad"; what: string }
  | { kind: "done"; report: Report; file: unknown };

function reason(error: unknown): string {
  if (error instanceof FileError) return w.notLog(error.pointer, error.what);
  if (error instanceof SyntaxError) return w.notJson;
  return error instanceof Error ? error.message : String(error);
}

/** The number of an auction behind the #, or null. */
const intentInAddress = () => /^#([0-9a-z]{26})$/.exec(location.hash)?.[1] ?? null;

function Bring({ onText, onFile }: { onText: (text: string) => void; onFile: (file: File) => void }) {
  const [over, setOver] = useState(false);
  const [text, setText] = useState("");
  return (
    <section
      class={`card verify-drop${over ? " verify-drop-over" : ""}`}
      data-drop
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer?.files[0];
        if (file) onFile(file);
      }}
    >
      <Field label={w.choose} hint={w.chooseHint}>
        {(props) => (
          <input
            {...props}
            type="file"
            name="log"
            accept=".json,application/json"
            onChange={(event) => {
              const file = event.currentTarget.files?.[0];
              // The same file chosen again is to be read again; it may have been changed.
              event.currentTarget.value = "";
              if (file) onFile(file);
            }}
          />
        )}
      </Field>
      <details>
        <summary>{w.paste}</summary>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            onText(text);
          }}
        >
          <Field label={w.pasteLabel}>
            {(props) => (
              <textarea
                {...props}
                name="text"
                rows={6}
                spellcheck={false}
                required
                value={text}
                onInput={(event) => setText(event.currentTarget.value)}
              />
            )}
          </Field>
          <button type="submit" class="primary" data-action="check">
            {w.check}
          </button>
        </form>
      </details>
    </section>
  );
}

function Page() {
  const [demo, setDemo] = useState(false);
  const [stage, setStage] = useState<Stage>({ kind: "idle" });

  /** Reads, then checks; what arrives after something newer was brought is dropped. */
  const check = async (what: string, read: () => Promise<unknown>) => {
    const mine = {};
    latest = mine;
    const show = (next: Stage) => {
      if (latest === mine) setStage(next);
    };
    show({ kind: "busy", what, done: 0, total: 0 });
    try {
      const file = await read();
      const report = await checkLog(file, (done, total) =>
        show({ kind: "busy", what: w.checking(done, total), done, total }),
      );
      show({ kind: "done", report, file });
    } catch (error) {
      show({ kind: "bad", what: reason(error) });
    }
  };
  const onText = (text: string) => void check(w.reading, async () => JSON.parse(text) as unknown);
  const onFile = (file: File) => {
    const readIt = () =>
      file.text().catch(() => {
        throw new Error(w.noFile);
      });
    void check(w.reading, async () => JSON.parse(await readIt()) as unknown);
  };
  useEffect(() => {
    // Without a server the page works all the same; it is asked for nothing but whether this is a demonstration.
    getConfig()
      .then((config) => setDemo(config.demo))
      .catch(() => undefined);
    const follow = () => {
      const intent = intentInAddress();
      if (!intent) return;
      const fetched = () =>
        get<unknown>(`/v1/intents/${intent}/log`).catch((error: unknown) => {
          throw new Error(sentence(error));
        });
      void check(w.fetching, fetched);
    };
    follow();
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  useEffect(() => {
    if (stage.kind === "bad") announce(stage.what);
    if (stage.kind !== "done") return;
    const { holds, result, faults } = stage.report;
    const first = faults[0];
    announce(holds ? (result ? w.yes : w.yesSoFar) : `${w.no}. ${w.event(first!.seq)}: ${first!.what}`);
  }, [stage]);

  return (
    <Shell page="verify" demo={demo}>
      <div class="verify" data-page="verify" data-stage={stage.kind}>
        <h1>{w.title}</h1>
        <p class="lead">{w.lead}</p>
        <Notice kind="calm">{w.who}</Notice>
        {stage.kind === "done" && (
          <>
            <Found key={stage.report.head} report={stage.report} />
            <Receipt file={stage.file} />
            <h2 class="verify-another">{w.another}</h2>
          </>
        )}
        {stage.kind === "busy" && (
          <section class="card" aria-busy="true">
            <p>{stage.what}</p>
            <progress aria-label={w.progress} {...(stage.total > 0 ? { value: stage.done, max: stage.total } : {})} />
          </section>
        )}
        {stage.kind === "bad" && <Notice>{stage.what}</Notice>}
        {stage.kind !== "busy" && <Bring onText={onText} onFile={onFile} />}
      </div>
    </Shell>
  );
}

let latest: object | null = null;

const root = document.getElementById("app");
if (root) render(<Page />, root);
