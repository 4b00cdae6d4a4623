// Who trades, asked once before a shop's first offer.
import { useState } from "preact/hooks";
import { patch } from "../api/client";
import type { BusinessPatch, OwnBusiness } from "../api/schema";
import { t } from "../en";
import { sentence } from "../ui/errors";
import { Choices, Field } from "../ui/fields";
import { Notice } from "../ui/shell";

/** As the server asks it of whoever offers. */
export const saysWhoTrades = ({ trader }: OwnBusiness): boolean =>
  !!(trader?.kind && trader.address && trader.phone && trader.certified);

type Kind = "company" | "sole_trader";

export function TraderForm({ business, onDone }: { business: string; onDone: (business: OwnBusiness) => void }) {
  const [kind, setKind] = useState<Kind>("sole_trader");
  const [address, setAddress] = useState("");
  const [phone, setPhone] = useState("");
  const [register, setRegister] = useState("");
  const [number, setNumber] = useState("");
  const [certified, setCertified] = useState(false);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const tooShort = (text: string) => text.trim().length < 5;
  const save = async () => {
    setTried(true);
    if (tooShort(address) || tooShort(phone) || !certified) return;
    setBusy(true);
    setProblem(null);
    const trader = {
      kind,
      address: address.trim(),
      phone: phone.trim(),
      ...(register.trim() === "" ? {} : { register: register.trim() }),
      ...(number.trim() === "" ? {} : { register_no: number.trim() }),
      certified,
    };
    try {
      onDone(await patch<OwnBusiness>("/v1/businesses/me", { trader } satisfies BusinessPatch, { for: business }));
    } catch (error) {
      setProblem(sentence(error));
      setBusy(false);
    }
  };
  const text = (
    label: string,
    name: string,
    value: string,
    set: (value: string) => void,
    more: { optional?: boolean; phone?: boolean; autocomplete?: string },
  ) => (
    <Field
      label={label}
      optional={more.optional ?? false}
      error={tried && !more.optional && tooShort(value) ? t.desk.traderNeeded(label) : null}
    >
      {(props) => (
        <input
          {...props}
          type="text"
          inputMode={more.phone ? "tel" : "text"}
          name={name}
          autocomplete={more.autocomplete ?? "off"}
          value={value}
          onInput={(e) => set(e.currentTarget.value)}
        />
      )}
    </Field>
  );
  return (
    <form
      class="offer-form"
      noValidate
      data-trader-form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <p>{t.desk.traderLead}</p>
      {problem && <Notice>{problem}</Notice>}
      <Choices
        legend={t.desk.traderKind}
        compact
        options={[
          { value: "sole_trader", label: t.desk.traderSole },
          { value: "company", label: t.desk.traderCompany },
        ]}
        value={kind}
        onChange={(value) => setKind(value as Kind)}
      />
      {text(t.desk.traderAddress, "address", address, setAddress, { autocomplete: "street-address" })}
      {text(t.desk.traderPhone, "phone", phone, setPhone, { phone: true, autocomplete: "tel" })}
      {text(t.desk.traderRegister, "register", register, setRegister, { optional: true })}
      {text(t.desk.traderNumber, "register_no", number, setNumber, { optional: true })}
      <label class="toggle">
        <input
          type="checkbox"
          name="certified"
          checked={certified}
          aria-describedby={tried && !certified ? "certified-needed" : undefined}
          aria-invalid={tried && !certified}
          onChange={(e) => setCertified(e.currentTarget.checked)}
        />
        <span>{t.desk.traderCertified}</span>
      </label>
      {tried && !certified && (
        <p class="field-error" id="certified-needed">
          {t.desk.traderCertifiedNeeded}
        </p>
      )}
      <div class="row sheet-foot">
        <button type="submit" class="primary wide" disabled={busy} data-action="save-trader">
          {busy ? t.desk.sending : t.desk.traderSave}
        </button>
      </div>
    </form>
  );
}
