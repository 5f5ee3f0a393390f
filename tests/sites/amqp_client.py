#!/usr/bin/python3
"""amqp_client.py PORT (publish | consume) QUEUE TYPE COUNT: persistent messages, each confirmed, into a durable queue and out of it."""
import sys

import pika

port, what, queue, kind, count = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5])
connection = pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", port))
channel = connection.channel()
channel.queue_declare(queue, durable=True, arguments={"x-queue-type": kind})
bodies = [b"message %d " % i + bytes([i % 256]) * (i * 37 % 5000) for i in range(count)]
if what == "publish":
    channel.confirm_delivery()
    for body in bodies:
        channel.basic_publish("", queue, body, pika.BasicProperties(delivery_mode=2))
else:
    received = []
    for method, _, body in channel.consume(queue, inactivity_timeout=120):
        if method is None:
            break
        received.append(body)
        channel.basic_ack(method.delivery_tag)
        if len(received) == count:
            break
    channel.cancel()
    if received != bodies:
        sys.exit(f"{len(received)} messages of {count}, or others")
connection.close()
print(f"{what} {count} done")
