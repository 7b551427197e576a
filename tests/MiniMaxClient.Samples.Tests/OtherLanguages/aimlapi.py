"""The request on AIML API's pages of MiniMax-M2.1, and the same as a stream: aimlapi.py <address> <key> <model>"""
import json
import sys

import requests

address, key, model = sys.argv[1:]
url = f"{address}/chat/completions"
headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
body = {"model": model, "messages": [{"role": "user", "content": "Hi! What do you think about mankind?"}]}

response = requests.post(url, headers=headers, json=body, timeout=30)

chunks = []
with requests.post(url, headers=headers, json={**body, "stream": True}, stream=True, timeout=30) as streamed:
    for line in streamed.iter_lines():
        if line.startswith(b"data: ") and line != b"data: [DONE]":
            chunks.append(json.loads(line[len(b"data: "):]))

print(json.dumps({"status": response.status_code, "body": response.json(), "chunks": chunks}, ensure_ascii=False))
