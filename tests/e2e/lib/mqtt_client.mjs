/* A client over MQTT: TLS, the device's certificate, commands out on .../cmd, everything back on .../evt. */
import mqtt from 'mqtt';

import { Client } from './client.mjs';
import { opened } from './open.mjs';

const COME_BACK_MS = 300;

export class MqttClient extends Client {
  #connection;

  /** persists: it comes back until it may subscribe, as somebody does who is let in again. */
  constructor(place, device, { protocolVersion = 4, persists = false } = {}) {
    super(`${device} (MQTT)`, (text) => {
      if (this.#connection.connected) this.#connection.publish(`corridor/v1/${device}/cmd`, text, { qos: 1 }, () => {});
    });
    this.device = device;
    this.persists = persists;
    this.#connection = mqtt.connect({
      protocol: 'mqtts',
      host: 'localhost',
      port: place.mqttPort,
      family: 4,
      ca: place.ca,
      ...place.certificate(device),
      clientId: device,
      clean: true,
      protocolVersion,
      keepalive: 20,
      reconnectPeriod: 100,
      connectTimeout: 10000,
      resubscribe: false,
      queueQoSZero: false,
    });
    this.#connection.on('message', (topic, payload) => this.receive(payload.toString()));
    this.#connection.on('connect', () => this.#subscribe());
    this.#connection.on('error', (error) => {
      this.error = error;
    });
  }

  #subscribe() {
    // The library leaves Nagle's algorithm on, which makes every QoS 1 exchange wait 40 ms for a delayed acknowledgement.
    this.#connection.stream.setNoDelay?.(true);
    this.#connection.subscribe(`corridor/v1/${this.device}/evt`, { qos: 1 }, (error, granted) => {
      if (error || granted?.[0]?.qos === 128) {
        this.error = error ?? new Error('the subscription was refused');
        if (this.persists) setTimeout(() => this.#connection.stream?.destroy(), COME_BACK_MS);
        return;
      }
      this.isUp = true;
      this.online();
    });
  }

  get connection() {
    return this.#connection;
  }

  async close() {
    this.stopResending();
    await this.#connection.endAsync(true);
  }
}

/** A person's device connected over MQTT, its subscription granted: the first command is answered. */
export async function overMqtt(place, person, options = {}) {
  const client = opened(new MqttClient(place, options.device ?? place.deviceOf(person), options));
  await client.ok('session.hello', { client: 'e2e' });
  return client;
}
