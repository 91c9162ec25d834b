// The tabs of a channel, in the order of its setting up: what each is called, and its fields.

import type { ComponentType, JSX } from "preact";
import { useResource } from "../loading.tsx";
import { addressOf, screenPlace } from "../places.ts";
import { rest } from "../rest.ts";
import { fetchFolders } from "../texts/shared.ts";
import { branches } from "../texts/folders.ts";
import { AskedFields } from "./asked.tsx";
import { BotSecret } from "./bot_secret.tsx";
import { AreaField, ColorField, Group, NumberField, PictureField, Row, SecretField, SelectField, SwitchField, TextField, useForm, wrongAt, type Choice } from "./form.tsx";
import { HoursFields } from "./hours.tsx";
import { MembersFields } from "./members.tsx";
import { TryBot } from "./try_bot.tsx";
import type { Scene } from "../../shared/preview.ts";
import { Field } from "../texts/fields.tsx";
import { at, type Values } from "./values.ts";
import { languageName } from "../languages.ts";

export type TabName = "properties" | "look" | "members" | "bot" | "offline" | "pre_chat" | "post_chat" | "routing";

export interface About {
  readonly channel: string;
  readonly timeZones: readonly string[];
  readonly languages: readonly string[];
  readonly remarks: ReadonlyMap<string, string>;
}

interface Tab {
  readonly name: TabName;
  readonly label: string;
  /** What the widget shows beside it, until one works on a part that says another. */
  readonly scene: (values: Values) => Scene;
  readonly Fields: ComponentType<About>;
}

const MINUTE = 60_000;
const SECOND = 1_000;
const MIB = 1024 * 1024;

export const TABS: readonly Tab[] = [
  { name: "properties", label: "Properties", scene: () => "talk", Fields: Properties },
  { name: "look", label: "Layout", scene: () => "form", Fields: Look },
  { name: "members", label: "Agents", scene: (values) => (someResponds(values) ? "talk" : "offline"), Fields: MembersFields },
  { name: "bot", label: "Chatbot", scene: (values) => (at(values, "on") === true ? "bot" : "form"), Fields: Bot },
  { name: "offline", label: "Offline form", scene: () => "offline", Fields: Offline },
  { name: "pre_chat", label: "Pre-chat form", scene: (values) => (at(values, "on") === true ? "form" : "first"), Fields: PreChat },
  { name: "post_chat", label: "Post-chat form", scene: () => "ended", Fields: PostChat },
  { name: "routing", label: "Routing & limits", scene: () => "queue", Fields: Routing },
];

function someResponds(values: Values): boolean {
  return ((at(values, "members") ?? []) as readonly Values[]).some((member) => member["respond"] === true);
}

function Properties({ timeZones, languages }: About): JSX.Element {
  return (
    <>
      <Group title="Names" scene="talk">
        <Row>
          <TextField at="name" label="Name" most={200} hint="For colleagues. No other channel has it." />
          <TextField at="shown_name" label="Name for customers" most={200} hint="If it is another one." />
        </Row>
        <Row>
          <SelectField at="language" label="Language" choices={languages.map((value) => ({ value, name: `${languageName(value)} (${value})` }))} hint="Of all words in the widget." />
          <TextField at="badge" label="Badge text" most={100} hint="Beside the button on your page." />
        </Row>
        <AreaField at="description" label="Description" rows={2} most={1000} hint="For colleagues: what the channel is for." />
        <AreaField at="welcome" label="Welcome message" most={8000} hint="Posted when an agent answers." />
      </Group>
      <Group title="Warnings">
        <Row>
          <Warning at="warnings.new_chat_ms" label="New chat" hint="To present agents with notifications." />
          <Warning at="warnings.unanswered_ms" label="Unanswered message" hint="To present agents with notifications." />
        </Row>
        <Row>
          <Warning at="warnings.manager_new_chat_ms" label="New chat, to managers" hint="While an agent is present." />
          <Warning at="warnings.manager_unanswered_ms" label="Unanswered message, to managers" hint="While an agent is present." />
        </Row>
      </Group>
      <Group title="Opening hours" scene="closed">
        <HoursFields timeZones={timeZones} />
      </Group>
    </>
  );
}

function Warning(about: { readonly at: string; readonly label: string; readonly hint: string }) {
  return <NumberField {...about} unit={MINUTE} suffix="minutes" none />;
}

const THEMES: readonly Choice[] = [
  { value: "auto", name: "As the customer’s device" },
  { value: "light", name: "Light" },
  { value: "dark", name: "Dark" },
];
const SIZES: readonly Choice[] = [
  { value: "small", name: "Small" },
  { value: "medium", name: "Medium" },
  { value: "large", name: "Large" },
];
const FONTS: readonly Choice[] = [
  { value: "system", name: "Of the device" },
  { value: "humanist", name: "Humanist" },
  { value: "rounded", name: "Rounded" },
  { value: "serif", name: "Serif" },
  { value: "mono", name: "Monospaced" },
];

function Look({ remarks }: About): JSX.Element {
  return (
    <>
      <Group title="Words" scene="form">
        <TextField at="header" label="Header" most={200} hint="Empty: the widget’s own greeting." />
        <AreaField at="message" label="Message" rows={2} most={1000} hint="Under the header." />
      </Group>
      <Group title="In the queue" scene="queue">
        <AreaField at="queue_message" label="Queue message" rows={2} most={1000} hint="{cque} is the place in the queue, {cavw} the average wait (hh:mm). Empty: the widget’s own." />
      </Group>
      <Group title="Colours and size" scene="talk">
        <Row>
          <ColorField at="color" label="Colour" remark={remarks.get("look.color")} hint="Buttons, bubbles and the badge." />
          <SelectField at="theme" label="Theme" choices={THEMES} />
        </Row>
        <Row>
          <ColorField at="badge_color" label="Badge" none="As the colour above." remark={remarks.get("look.badge_color")} />
          <ColorField at="bubble_color" label="Customer’s bubbles" none="As the colour above." remark={remarks.get("look.bubble_color")} />
          <ColorField at="button_color" label="Buttons" none="As the colour above." remark={remarks.get("look.button_color")} />
        </Row>
        <Row>
          <SelectField at="size" label="Size" choices={SIZES} />
          <SelectField at="font" label="Font" choices={FONTS} />
        </Row>
      </Group>
      <Group title="Logo" scene="form">
        <PictureField at="logo" label="Logo" hint="PNG, JPEG, GIF or WebP; wide ones are best." />
      </Group>
      <Group title="Agents" scene="talk">
        <SwitchField at="show_photo" label="Show the agent’s photo" />
        <SwitchField at="first_name_only" label="First names only" />
      </Group>
    </>
  );
}

function FaqFolder({ at: path, label, hint }: { readonly at: string; readonly label: string; readonly hint: string }) {
  const folders = useResource("folders faq", (signal) => fetchFolders("faq", signal)).data ?? [];
  return <SelectField at={path} label={label} hint={hint} none="All folders" choices={branches(folders).map(({ id, path: way }) => ({ value: id, name: way }))} />;
}

const CONNECTORS: readonly Choice[] = [
  { value: "faq", name: "Built in: answers with FAQs" },
  { value: "webhook", name: "A server of yours (webhook)" },
  { value: "completions", name: "Chat completions (OpenAI-compatible)" },
];

function Bot({ channel }: About): JSX.Element {
  const { values } = useForm();
  const connector = at(values, "connector");
  return (
    <>
      <Group title="Chatbot">
        <SwitchField at="on" label="New chats meet the bot first" hint="They are in no queue until the bot hands them over, or the customer asks for a person." />
        <Row>
          <TextField at="name" label="Name" most={200} />
          <PictureField at="photo" label="Photo" />
        </Row>
        <SelectField at="connector" label="Connector" choices={CONNECTORS} />
      </Group>
      {connector === "faq" && (
        <Group title="FAQ bot">
          <FaqFolder at="faq.folder" label="FAQ folder" hint="With all folders inside it." />
          <AreaField at="faq.greeting" label="Greeting" most={1000} hint="Its first words, before the customer writes. Empty: “Hello! What can I help you with?”, in the language of the channel." />
        </Group>
      )}
      {connector === "webhook" && (
        <Group title="Webhook">
          <TextField at="webhook.url" label="Address" most={2000} hint="Such as https://bot.example/chat." />
          <BotSecret />
          <NumberField at="webhook.timeout_ms" label="Time limit" unit={SECOND} suffix="seconds" least={0.5} hint="A bot that is slower hands over." />
        </Group>
      )}
      {connector === "completions" && (
        <Group title="Chat completions">
          <TextField at="completions.url" label="Base address" most={2000} hint="Such as https://llm.example/v1." />
          <TextField at="completions.model" label="Model" most={200} />
          <SecretField at="completions.key" label="Key" />
          <AreaField at="completions.instructions" label="Instructions" rows={6} most={8000} hint="What the bot is for, and what it shall not do." />
          <NumberField at="completions.timeout_ms" label="Time limit" unit={SECOND} suffix="seconds" least={0.5} />
        </Group>
      )}
      <TryBot channel={channel} />
    </>
  );
}

const PRIORITIES: readonly Choice[] = [
  { value: "low", name: "Low" },
  { value: "normal", name: "Normal" },
  { value: "high", name: "High" },
  { value: "urgent", name: "Urgent" },
];

function Offline(): JSX.Element {
  const categories = useResource("request categories", (signal) => rest("GET /api/v1/request-categories", { signal })).data?.items ?? [];
  return (
    <>
      <Group title="While the channel is closed" scene="offline">
        <TextField at="header" label="Header" most={200} hint="Empty: the widget’s own words, as with a full queue." />
        <AreaField at="message" label="Message" most={1000} />
        <SwitchField at="request" label="Customers can leave a request" />
        <Row>
          <SelectField at="category" label="Category" hint={<a href={addressOf(screenPlace("categories"))}>Add or rename categories</a>} none="None" choices={categories.filter(({ offered }) => offered).map(({ id, name }) => ({ value: id, name }))} />
          <SelectField at="priority" label="Priority" choices={PRIORITIES} />
        </Row>
      </Group>
      <Group title="Asked for" scene="offline">
        <AskedFields at="fields" />
        <ConsentFields />
      </Group>
      <Group title="In the queue" scene="queue">
        <Row>
          <NumberField at="queue_after_ms" label="Offer the form after" unit={MINUTE} suffix="minutes" none hint="Of waiting. Customers may wait on." />
          <NumberField at="queue_from" label="Offer the form from" suffix="waiting" least={1} step={1} none hint="At once, where so many wait." />
        </Row>
      </Group>
    </>
  );
}

function ConsentFields() {
  const { values } = useForm();
  return (
    <>
      <SwitchField at="consent.on" label="Ask for consent" />
      {at(values, "consent.on") === true && <AreaField at="consent.text" label="Text to agree to" most={1000} />}
    </>
  );
}

function PreChat(): JSX.Element {
  return (
    <>
      <Group title="FAQ suggestions" scene="suggest">
        <SwitchField at="suggestions.on" label="Suggest FAQs before a chat starts" hint="The three that fit the first words best." />
        <FaqFolder at="suggestions.folder" label="FAQ folder" hint="With all folders inside it." />
      </Group>
      <Group title="Form" scene="form">
        <SwitchField at="on" label="Ask before the chat" />
        <AreaField at="message" label="Message" rows={2} most={1000} hint="Above the fields." />
        <AskedFields at="fields" />
        <ConsentFields />
      </Group>
    </>
  );
}

function PostChat(): JSX.Element {
  return (
    <>
      <Group title="After the chat">
        <SwitchField at="on" label="Show the form" />
        <TextField at="header" label="Header" most={200} hint="Empty: the widget’s own words." />
        <AreaField at="message" label="Message" rows={2} most={1000} />
        <SwitchField at="rating" label="Ask for a rating" hint="One to five stars, and a comment." />
        <SwitchField at="transcript" label="Offer the transcript by e-mail" />
      </Group>
      <Group title="The way back">
        <NumberField at="return_ms" label="Customers can return for" unit={MINUTE} suffix="minutes" hint="To the same agent, if she is available." />
      </Group>
    </>
  );
}

const ASSIGNMENTS: readonly Choice[] = [
  { value: "pull", name: "Agents take the next chat" },
  { value: "offer", name: "Chats are offered to the least busy agent" },
];
const TYPES = [
  { value: "image", name: "Pictures" },
  { value: "pdf", name: "PDF" },
  { value: "text", name: "Text and CSV" },
  { value: "office", name: "Office documents" },
];

function Routing(): JSX.Element {
  const { values } = useForm();
  return (
    <>
      <Group title="Queue" scene="queue">
        <Row>
          <SelectField at="assignment" label="Assignment" choices={ASSIGNMENTS} />
          {at(values, "assignment") === "offer" && (
            <NumberField at="offer_ms" label="Time to answer an offer" unit={SECOND} suffix="seconds" least={5} hint="Then it goes to the next agent." />
          )}
        </Row>
        <NumberField at="queue_max" label="Queue limit" suffix="waiting" least={1} step={1} none hint="From there on customers see the offline form." />
      </Group>
      <Group title="Time limits">
        <Row>
          <NumberField at="idle_ms" label="A silent chat ends after" unit={MINUTE} suffix="minutes" least={1} hint="Of silence of the customer." />
          <NumberField at="idle_warning_ms" label="Warned before" unit={MINUTE} suffix="minutes" />
        </Row>
        <Row>
          <NumberField at="leave_grace_ms" label="A closed window ends the chat after" unit={SECOND} suffix="seconds" least={5} hint="A reload or a lost network is back by then." />
          <NumberField at="transfer_ms" label="A transfer is cancelled after" unit={SECOND} suffix="seconds" least={10} />
        </Row>
        <NumberField at="reconnect_ms" label="A lost agent keeps her chats for" unit={SECOND} suffix="seconds" least={30} hint="Then they go to the front of the queue." />
      </Group>
      <Group title="Files" scene="talk">
        <SwitchField at="files.always" label="Customers may always send files" hint="Else the agent allows it in each chat." />
        <FileTypes />
        <NumberField at="files.max_bytes" label="Largest file" unit={MIB} suffix="MB" least={1} />
      </Group>
      <Group title="Privacy and pages">
        <SwitchField at="show_typing" label="Agents see what a customer is typing" />
        <Origins />
      </Group>
    </>
  );
}

function FileTypes() {
  const form = useForm();
  const types = (at(form.values, "files.types") ?? []) as readonly string[];
  const change = (value: string, on: boolean) =>
    form.set("files.types", TYPES.map((each) => each.value).filter((each) => (each === value ? on : types.includes(each))));
  return (
    <fieldset class="admin-checks">
      <legend class="field-label">Files that are taken</legend>
      {TYPES.map(({ value, name }) => (
        <label key={value} class="asked-required">
          <input type="checkbox" checked={types.includes(value)} onChange={({ currentTarget }) => change(value, currentTarget.checked)} />
          {name}
        </label>
      ))}
    </fieldset>
  );
}

function Origins() {
  const form = useForm();
  const origins = (at(form.values, "origins") ?? []) as readonly string[];
  return (
    <Field label="Pages that may carry the widget" hint="One a line, such as https://shop.example. Empty: any page." wrong={wrongAt(form, "origins")}>
      {(wired) => (
        <textarea
          {...wired}
          class="input"
          rows={2}
          spellcheck={false}
          value={origins.join("\n")}
          onInput={({ currentTarget }) => form.set("origins", currentTarget.value === "" ? [] : currentTarget.value.split("\n"))}
          onBlur={() => form.set("origins", origins.map((each) => each.trim()).filter(Boolean))}
        />
      )}
    </Field>
  );
}
