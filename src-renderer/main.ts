import { mount } from 'svelte';
import { connect } from '#shared/connect';
import type { Port } from '#shared/protocol';
import AppView from './App.svelte';
import './styles/tokens.css';
import './styles/base.css';
import { App } from './state/app.svelte.ts';

declare global {
  interface Window {
    /** Put there by the host before this script runs: Electron's preload script, or the web host's client. */
    readonly host: Port;
  }
}

const app = new App(connect(window.host));
mount(AppView, { target: document.getElementById('app')!, props: { app } });
void app.start();
