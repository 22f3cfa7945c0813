import ArrowDown from '@lucide/svelte/icons/arrow-down';
import ArrowRight from '@lucide/svelte/icons/arrow-right';
import ArrowUp from '@lucide/svelte/icons/arrow-up';
import ArrowUpDown from '@lucide/svelte/icons/arrow-up-down';
import BookOpen from '@lucide/svelte/icons/book-open';
import Box from '@lucide/svelte/icons/box';
import ChartColumn from '@lucide/svelte/icons/chart-column';
import Check from '@lucide/svelte/icons/check';
import ChevronDown from '@lucide/svelte/icons/chevron-down';
import ChevronRight from '@lucide/svelte/icons/chevron-right';
import Clock from '@lucide/svelte/icons/clock';
import Copy from '@lucide/svelte/icons/copy';
import Cpu from '@lucide/svelte/icons/cpu';
import Eye from '@lucide/svelte/icons/eye';
import EyeOff from '@lucide/svelte/icons/eye-off';
import Film from '@lucide/svelte/icons/film';
import FileInput from '@lucide/svelte/icons/file-input';
import Folder from '@lucide/svelte/icons/folder';
import GitCompare from '@lucide/svelte/icons/git-compare';
import Grid3x3 from '@lucide/svelte/icons/grid-3x3';
import Keyboard from '@lucide/svelte/icons/keyboard';
import Layers from '@lucide/svelte/icons/layers';
import Link from '@lucide/svelte/icons/link';
import List from '@lucide/svelte/icons/list';
import ListFilter from '@lucide/svelte/icons/list-filter';
import Lock from '@lucide/svelte/icons/lock';
import Magnet from '@lucide/svelte/icons/magnet';
import Maximize from '@lucide/svelte/icons/maximize';
import MousePointer2 from '@lucide/svelte/icons/mouse-pointer-2';
import MoveHorizontal from '@lucide/svelte/icons/move-horizontal';
import PanelLeft from '@lucide/svelte/icons/panel-left';
import PanelRight from '@lucide/svelte/icons/panel-right';
import Pause from '@lucide/svelte/icons/pause';
import Pencil from '@lucide/svelte/icons/pencil';
import Play from '@lucide/svelte/icons/play';
import Plus from '@lucide/svelte/icons/plus';
import Redo2 from '@lucide/svelte/icons/redo-2';
import Repeat from '@lucide/svelte/icons/repeat';
import Search from '@lucide/svelte/icons/search';
import Share from '@lucide/svelte/icons/share';
import SkipBack from '@lucide/svelte/icons/skip-back';
import SkipForward from '@lucide/svelte/icons/skip-forward';
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal';
import Square from '@lucide/svelte/icons/square';
import StepBack from '@lucide/svelte/icons/step-back';
import StepForward from '@lucide/svelte/icons/step-forward';
import Tag from '@lucide/svelte/icons/tag';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';
import Undo2 from '@lucide/svelte/icons/undo-2';
import User from '@lucide/svelte/icons/user';
import Volume2 from '@lucide/svelte/icons/volume-2';
import VolumeX from '@lucide/svelte/icons/volume-x';
import X from '@lucide/svelte/icons/x';

/** The icons in use; only these are bundled. */
export const ICONS = {
  'arrow-down': ArrowDown,
  'arrow-right': ArrowRight,
  'arrow-up': ArrowUp,
  'arrow-up-down': ArrowUpDown,
  book: BookOpen,
  box: Box,
  chart: ChartColumn,
  check: Check,
  'chevron-down': ChevronDown,
  'chevron-right': ChevronRight,
  clock: Clock,
  copy: Copy,
  cpu: Cpu,
  eye: Eye,
  'eye-off': EyeOff,
  film: Film,
  import: FileInput,
  folder: Folder,
  compare: GitCompare,
  grid: Grid3x3,
  keyboard: Keyboard,
  layers: Layers,
  link: Link,
  list: List,
  filter: ListFilter,
  lock: Lock,
  magnet: Magnet,
  maximize: Maximize,
  pointer: MousePointer2,
  range: MoveHorizontal,
  'panel-left': PanelLeft,
  'panel-right': PanelRight,
  pause: Pause,
  pencil: Pencil,
  play: Play,
  plus: Plus,
  redo: Redo2,
  repeat: Repeat,
  search: Search,
  share: Share,
  'skip-back': SkipBack,
  'skip-forward': SkipForward,
  sliders: SlidersHorizontal,
  stop: Square,
  'step-back': StepBack,
  'step-forward': StepForward,
  tag: Tag,
  warning: TriangleAlert,
  undo: Undo2,
  user: User,
  sound: Volume2,
  'sound-off': VolumeX,
  x: X,
} as const;

export type IconName = keyof typeof ICONS;
