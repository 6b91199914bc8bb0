"""Measurements that take too long, or need more room, for every change: speed, growth and endurance."""
