// Tables of numbers: in each row a name, then what is counted of it.
import type { ComponentChildren } from "preact";

/** What tests and styles find a table or a row by. */
type Data = { [attribute: `data-${string}`]: unknown };

/** Holds NumberRows; `first` is above the names, `last` above what is no number. */
export function NumberTable({
  first,
  columns,
  last,
  children,
  ...data
}: { first: string; columns: string[]; last?: string; children: ComponentChildren } & Data) {
  return (
    <table {...data}>
      <thead>
        <tr>
          <th scope="col">{first}</th>
          {columns.map((column) => (
            <th key={column} scope="col" class="num">
              {column}
            </th>
          ))}
          {last && <th scope="col">{last}</th>}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

export function NumberRow({
  name,
  numbers,
  last,
  ...data
}: { name: ComponentChildren; numbers: ComponentChildren[]; last?: ComponentChildren } & Data) {
  return (
    <tr {...data}>
      <th scope="row">{name}</th>
      {numbers.map((one, i) => (
        <td key={i} class="num figures">
          {one}
        </td>
      ))}
      {last !== undefined && <td>{last}</td>}
    </tr>
  );
}
