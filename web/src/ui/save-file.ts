// A link cannot say for which shop it asks, so such a file is fetched and then saved.

export function saveJson(name: string, content: unknown) {
  const url = URL.createObjectURL(new Blob([JSON.stringify(content)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
