import { groupBytes, margin } from "./across";
import { take } from "./arena";
import { stateBytes } from "./down";
import { originalsBytes } from "./maps";

/** One channel at one scale: the present band as columns, four bands of blurs, two of the pictures' own, the filter's memory, the sums. */
@unmanaged
export class Channel {
  columns1: usize;
  columns2: usize;
  blurs: usize;
  originals: usize;
  state: usize;
  sums: usize;
}

/** One of the sizes at which the pictures are compared; rows come in bands of four. */
@unmanaged
export class Scale {
  width: i32;
  height: i32;
  groups: i32;
  /** Whole bands seen. */
  band: i32;
  /** Rows waiting in the present band, where a larger scale fills it by two. */
  rows: i32;
  seen: i32;
  /** How many of Y, X and B are compared. */
  channels: i32;
  few: bool;
  /** Linear light of the present band: groups of three channels of four columns; a scale 1:1 has but one group, made from bytes. */
  linear1: usize;
  linear2: usize;
  y: Channel;
  x: Channel;
  b: Channel;

  blursAt(channel: Channel, band: i32): usize {
    return channel.blurs + <usize>(band & 3) * <usize>this.groups * groupBytes;
  }

  originalsAt(channel: Channel, band: i32): usize {
    return channel.originals + <usize>(band & 1) * <usize>this.groups * originalsBytes;
  }
}

export function createScale(width: i32, height: i32, channels: i32, few: bool, fromBytes: bool): Scale {
  const scale = changetype<Scale>(take(offsetof<Scale>()));
  scale.width = width;
  scale.height = height;
  scale.groups = (width + 3) >> 2;
  scale.channels = channels;
  scale.few = few;
  scale.linear1 = take(fromBytes ? 192 : <usize>scale.groups * 192);
  if (!fromBytes) scale.linear2 = take(<usize>scale.groups * 192);
  scale.y = createChannel(scale.groups);
  if (channels > 1) scale.x = createChannel(scale.groups);
  if (channels > 2) scale.b = createChannel(scale.groups);
  return scale;
}

function createChannel(groups: i32): Channel {
  const channel = changetype<Channel>(take(offsetof<Channel>()));
  const columns = (<usize>groups * 4 + 2 * margin) * 16;
  channel.columns1 = take(columns) + margin * 16;
  channel.columns2 = take(columns) + margin * 16;
  channel.blurs = take(<usize>groups * groupBytes * 4);
  channel.originals = take(<usize>groups * originalsBytes * 2);
  channel.state = take(<usize>groups * stateBytes);
  channel.sums = take(96);
  return channel;
}
