def now(zone):
    return {"time": zone}
