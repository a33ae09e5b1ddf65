import { channelContract } from "../contract-suite.ts";
import { webChatChannel } from "./web-chat.ts";

channelContract(webChatChannel, { folder: import.meta.dirname });
