import type { Message } from '../lib/message';
import type { PlanCheck } from './plan';

export const ok = (id: string, text: Message): PlanCheck => ({ id, level: 'ok', text });
export const warning = (id: string, text: Message): PlanCheck => ({ id, level: 'warning', text });
export const pending = (id: string, text: Message): PlanCheck => ({ id, level: 'pending', text });
export const error = (id: string, text: Message): PlanCheck => ({ id, level: 'error', text });
