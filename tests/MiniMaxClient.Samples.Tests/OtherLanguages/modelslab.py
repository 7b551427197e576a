"""The request on ModelsLab's page of MiniMax-M2, with the key in the body: modelslab.py <address> <key>"""
import json
import sys

import requests

address, key = sys.argv[1:]
body = {
    "model_id": "minimax-minimax-m2",
    "messages": [{"role": "user", "content": "Hello!"}],
    "max_tokens": 1000,
    "key": key,
}

try:
    response = requests.post(
        f"{address}/chat/completions", headers={"Content-Type": "application/json"}, json=body, timeout=30)
    response.raise_for_status()
    print(json.dumps({"body": response.json()}))
except requests.exceptions.HTTPError as error:
    print(json.dumps({"error": str(error), "body": error.response.json()}))
