"""The plan: priorities, wishes, and the weeks ahead."""
