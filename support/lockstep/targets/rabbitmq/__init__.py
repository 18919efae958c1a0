"""RabbitMQ as a target: STOMP on WebSockets, durable queues with acknowledgements, delivery at least once."""

from lockstep.targets.rabbitmq.adapter import RabbitmqTarget

__all__ = ["RabbitmqTarget"]
