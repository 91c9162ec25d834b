// Categories of requests, for admins: what agents choose among. One that has requests is taken off the list, not deleted.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { MoreIcon } from "../../shared/icons.tsx";
import { Button } from "../../shared/parts.tsx";
import type { RequestCategoriesCategory as Category } from "../api.ts";
import { say, useDesk } from "../desk.ts";
import { EyeIcon, TicketIcon } from "../icons.tsx";
import { PencilIcon, TrashIcon } from "../icons_later.tsx";
import { Shown, useResource } from "../loading.tsx";
import { Dialog, Empty, Menu, SubmitOrCancel, type MenuEntry } from "../parts.tsx";
import { addressOf, screenPlace } from "../places.ts";
import { asRefusal, rest, type Refusal } from "../rest.ts";
import { ScreenPage } from "../screen.tsx";
import { Field, Unplaced, wrongWith } from "../texts/fields.tsx";
import "./channels.css";
import "./agents.css";
import "./outgoing.css";
import "./categories.css";

type Open = { readonly is: "add" } | { readonly is: "rename" | "delete"; readonly category: Category } | null;

export default function Categories(): JSX.Element {
  const { toasts } = useDesk();
  const categories = useResource("request categories", (signal) => rest("GET /api/v1/request-categories", { signal }));
  const [open, setOpen] = useState<Open>(null);
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  const close = () => setOpen(null);
  const offer = async ({ id, name, offered }: Category) => {
    try {
      await rest("PATCH /api/v1/request-categories/{category}", { path: { category: id }, body: { offered: !offered } });
      say(toasts, offered ? `${name} cannot be chosen any more. Requests that have it keep it.` : `${name} can be chosen again.`);
    } catch (problem) {
      say(toasts, asRefusal(problem).message, "error");
    }
    categories.reload();
  };
  return (
    <ScreenPage
      title="Request categories"
      back={{ href: addressOf(screenPlace("requests")), name: "Requests" }}
      actions={
        <Button look="primary" onClick={() => setOpen({ is: "add" })}>
          Add category
        </Button>
      }
    >
      <p class="muted">Agents choose one for each request, and a channel has one for the requests of its offline form.</p>
      <Shown of={categories}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon={<TicketIcon size={28} />} title="No categories yet">
              Such as “Invoices” or “Returns”. Add the first with the button above.
            </Empty>
          ) : (
            <>
              <input class="input agents-search" type="search" aria-label="Find a category" placeholder="Find a category" value={search} onInput={({ currentTarget }) => setSearch(currentTarget.value)} />
              <ul class="outgoing-list" aria-label="Request categories">
                {items
                  .filter(({ name }) => name.toLowerCase().includes(wanted))
                  .map((category) => (
                    <Row key={category.id} category={category} onOpen={setOpen} offer={() => void offer(category)} />
                  ))}
              </ul>
            </>
          )
        }
      </Shown>
      {open?.is === "add" && <NameCategory onClose={close} onDone={categories.reload} />}
      {open?.is === "rename" && <NameCategory category={open.category} onClose={close} onDone={categories.reload} />}
      {open?.is === "delete" && <DeleteCategory category={open.category} onClose={close} onDone={categories.reload} />}
    </ScreenPage>
  );
}

function Row({ category, onOpen, offer }: { readonly category: Category; readonly onOpen: (open: Open) => void; readonly offer: () => void }) {
  const { id, name, offered } = category;
  const entries: MenuEntry[] = [
    { name: "Rename…", icon: <PencilIcon />, act: () => onOpen({ is: "rename", category }) },
    { name: offered ? "Take off the list" : "Put on the list again", icon: <EyeIcon />, act: offer },
    { name: "Delete…", icon: <TrashIcon />, danger: true, act: () => onOpen({ is: "delete", category }) },
  ];
  return (
    <li class="outgoing-row">
      <span class="categories-name">
        <bdi>{name}</bdi> {!offered && <span class="tag">Off the list</span>}
      </span>
      <Menu id={`category-${id}`} label={`What to do with ${name}`} icon={<MoreIcon />} entries={entries} />
    </li>
  );
}

interface OneProps {
  readonly category: Category;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function NameCategory({ category, onClose, onDone }: Omit<OneProps, "category"> & { readonly category?: Category }) {
  const [name, setName] = useState(category?.name ?? "");
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      await (category === undefined
        ? rest("POST /api/v1/request-categories", { body: { name } })
        : rest("PATCH /api/v1/request-categories/{category}", { path: { category: category.id }, body: { name } }));
      onClose();
      onDone();
    } catch (problem) {
      setRefusal(asRefusal(problem));
      setBusy(false);
    }
  };
  return (
    <Dialog title={category === undefined ? "New category" : `Rename ${category.name}`} onClose={onClose}>
      <form
        class="admin-dialog"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Field label="Name" wrong={wrongWith(refusal, "name")}>
          {(wired) => <input {...wired} class="input" autocomplete="off" dir="auto" maxLength={200} value={name} onInput={({ currentTarget }) => setName(currentTarget.value)} />}
        </Field>
        <Unplaced refusal={refusal} fields={["name"]} />
        <SubmitOrCancel onCancel={onClose} busy={busy}>
          {category === undefined ? "Add category" : "Rename"}
        </SubmitOrCancel>
      </form>
    </Dialog>
  );
}

function DeleteCategory({ category, onClose, onDone }: OneProps) {
  const { toasts } = useDesk();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const remove = async () => {
    try {
      await rest("DELETE /api/v1/request-categories/{category}", { path: { category: category.id } });
      say(toasts, `${category.name} was deleted.`);
      onClose();
      onDone();
    } catch (problem) {
      setRefusal(asRefusal(problem));
    }
  };
  return (
    <Dialog title={`Delete ${category.name}?`} onClose={onClose}>
      <p class="dialog-text">Only a category that no request has can be deleted.</p>
      <Unplaced refusal={refusal} fields={[]} />
      <div class="dialog-foot">
        <Button onClick={onClose}>Keep it</Button>
        <Button look="danger" onClick={() => void remove()}>
          Delete category
        </Button>
      </div>
    </Dialog>
  );
}
