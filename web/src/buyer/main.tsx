// The buyer's pages. The server gives this file for several addresses; the path says which page it is.
import { render } from "preact";
import "../styles.css";
import { Home } from "./home";
import { IntentPage } from "./intent";
import { ReplyPage } from "./reply";
import { MePage } from "./me";
import { ConfirmPage, NotMePage, UnsubscribePage } from "./links";

function Page() {
  const [first, second] = location.pathname.split("/").filter(Boolean);
  if (first === "buyer" && second) return <IntentPage id={second} />;
  if (first === "confirm") return <ConfirmPage />;
  if (first === "claim") return <Home claim />;
  if (first === "reply") return <ReplyPage />;
  if (first === "not-me") return <NotMePage />;
  if (first === "me") return <MePage />;
  if (first === "unsubscribe") return <UnsubscribePage />;
  return <Home />;
}

const root = document.getElementById("app");
if (root) render(<Page />, root);
