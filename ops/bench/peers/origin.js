'use strict';

// What stands behind Pushpin: says which requests it shall hold and what they missed, and hands it what is published.
//
//   node origin.js PORT PUBLISH-PORT

const http = require('node:http');
const { Log, body, listen } = require('./log.js');

const log = new Log();
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function publish(data, done) {
    const content = log.append(data).toString();
    const item = { channel: 'bench', formats: { 'http-stream': { content } } };
    const target = { agent, host: '127.0.0.1', port: process.argv[3], path: '/publish/', method: 'POST' };
    const request = http.request(target, response => {
        response.resume();
        response.on('end', () => done(response.statusCode));
    });
    request.on('error', () => done(502));
    request.end(JSON.stringify({ items: [item] }));
}

const server = http.createServer((request, response) => {
    if (request.method === 'POST') {
        body(request, data => publish(data, status => response.writeHead(status === 200 ? 204 : 502).end()));
        return;
    }
    // Without prev-id and a link Pushpin does not ask again for what comes between this answer and its subscription. With
    // them, 1.36 fetched and repeated events of a stream that had missed nothing.
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Grip-Hold': 'stream', 'Grip-Channel': 'bench' });
    response.end(Buffer.concat([Buffer.from(': open\n\n'), log.after(request.headers['last-event-id'])]));
});

listen(server, Number(process.argv[2]));
