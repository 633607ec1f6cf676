'use strict';

// Server-sent events as a plain Node server does them: a set of responses, and a write to each.
//
//   node node.js PORT

const http = require('node:http');
const { Log, body, listen } = require('./log.js');

const log = new Log();
const readers = new Set();

function publish(data) {
    const frame = log.append(data);
    for (const reader of readers) reader.write(frame);
}

const server = http.createServer((request, response) => {
    if (request.method === 'POST') {
        body(request, data => {
            response.writeHead(204).end();
            publish(data);
        });
        return;
    }
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    response.write(Buffer.concat([Buffer.from(': open\n\n'), log.after(request.headers['last-event-id'])]));
    readers.add(response);
    response.on('close', () => readers.delete(response));
});

listen(server, Number(process.argv[2]));
