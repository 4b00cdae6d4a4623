// One of the sectors that a shop sells, or a whole group of them.
import type { OwnBusiness, Sector } from "../../api/schema";
import { t } from "../../en";
import { Field } from "../../ui/fields";
import { nameIn } from "../../ui/sectors";

export function SectorField({
  label,
  business,
  sectors,
  value,
  withGroups = false,
  onChange,
}: {
  label: string;
  business: OwnBusiness;
  sectors: Sector[];
  value: string;
  withGroups?: boolean;
  onChange: (slug: string) => void;
}) {
  const name = nameIn(sectors);
  const groups = [...new Set(business.sectors.map((slug) => slug.split("/")[0]!))].filter(
    (group) => !business.sectors.includes(group),
  );
  const offered = [...new Set([...business.sectors, ...(value ? [value] : [])])].filter(
    (slug) => !groups.includes(slug),
  );
  return (
    <Field label={label}>
      {(props) => (
        <select {...props} value={value} onChange={(e) => onChange(e.currentTarget.value)}>
          {offered.map((slug) => (
            <option key={slug} value={slug}>
              {name(slug)}
            </option>
          ))}
          {withGroups &&
            groups.map((slug) => (
              <option key={slug} value={slug}>
                {t.offering.allOf(name(slug))}
              </option>
            ))}
        </select>
      )}
    </Field>
  );
}
