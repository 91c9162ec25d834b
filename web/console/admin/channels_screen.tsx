// Channels, for admins: the list, or one with its tabs.

import type { JSX } from "preact";
import type { ScreenProps } from "../screens.ts";
import { ChannelList } from "./channel_list.tsx";
import { ChannelPage } from "./channel_page.tsx";

export default function Channels({ path: [channel, tab] }: ScreenProps): JSX.Element {
  if (channel === undefined) return <ChannelList />;
  return <ChannelPage key={channel} channel={channel} tab={tab} />;
}
