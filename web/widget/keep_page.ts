// A file that is dropped on the window while none is taken must not open in a tab over the shop.

/** Where files are taken, that was said before the event comes up here (files.tsx). */
function refuse(event: DragEvent): void {
  if (event.defaultPrevented || !event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "none";
}

addEventListener("dragover", refuse);
addEventListener("drop", refuse);
