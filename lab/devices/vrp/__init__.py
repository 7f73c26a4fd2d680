"""Huawei VRP5 and VRP8."""
