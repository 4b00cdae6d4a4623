// The lab's pages: what everybody may see, and where researchers design and watch experiments.
import { render } from "preact";
import { useEffect } from "preact/hooks";
import "../styles.css";
import { Notice, Shell } from "../ui/shell";
import { t } from "../en";
import { config, loadCommon } from "./data";
import { DesignPage } from "./design/page";
import { Overview } from "./overview";
import { WatchPage } from "./watch/page";
import { Who } from "./who";

function Page() {
  useEffect(loadCommon, []);
  const [, room = "", key = ""] = location.pathname.split("/").filter(Boolean);
  return (
    <Shell page="lab" demo={config.value?.demo ?? false}>
      <Who />
      {room === "" && <Overview />}
      {room === "design" && <DesignPage />}
      {room === "experiments" && key && <WatchPage name={decodeURIComponent(key)} />}
      {!["", "design", "experiments"].includes(room) && <Notice>{t.errors.notFound}</Notice>}
    </Shell>
  );
}

const root = document.getElementById("app");
if (root) render(<Page />, root);
