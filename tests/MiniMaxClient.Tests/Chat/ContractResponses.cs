namespace MiniMaxClient.Tests.Chat;

/// <summary>A response, a chunk and a model with every documented or observed field, and no others.</summary>
internal static class ContractResponses
{
    public const string Response =
        """
        {
          "id": "061e124f421132818a05794a3cf7d8c4", "object": "chat.completion", "created": 1766547933, "model": "MiniMax-M2.7",
          "service_tier": "default", "system_fingerprint": "fp_1",
          "choices": [{
            "index": 0, "finish_reason": "tool_calls",
            "message": {
              "role": "assistant", "name": "MiniMax AI", "content": "Hello", "refusal": "a refusal", "audio_content": "UklG",
              "reasoning_content": "separate reasoning", "reasoning": "reasoning in the other form",
              "reasoning_details": [{
                "type": "reasoning.text", "id": "reasoning-text-1", "format": "MiniMax-response-v1", "index": 2,
                "text": "reasoning in detail", "summary": "in short", "signature": "c2ln", "data": "b3BhcXVl"}],
              "annotations": [{"type": "url_citation", "url_citation": {
                "end_index": 9, "start_index": 4, "title": "A page", "url": "https://example.com/"}}],
              "audio": {"id": "audio_1", "data": "UklGRg==", "transcript": "Hello aloud", "expires_at": 1766547999},
              "tool_calls": [
                {"id": "call_1", "type": "function", "index": 0,
                 "function": {"name": "get_weather", "arguments": "{\"city\":\"Oslo\"}"}},
                {"id": "call_2", "type": "custom", "index": 1, "custom": {"name": "run_sql", "input": "select 1"}}]
            },
            "logprobs": {
              "content": [{"token": "H", "logprob": -0.25, "bytes": [72],
                           "top_logprobs": [{"token": "I", "logprob": -1.5, "bytes": [73]}]}],
              "refusal": [{"token": "R", "logprob": -0.75, "bytes": [82],
                           "top_logprobs": [{"token": "S", "logprob": -2.5, "bytes": [83]}]}]
            }
          }],
          "usage": {
            "prompt_tokens": 39, "completion_tokens": 167, "total_tokens": 206, "total_characters": 17,
            "completion_tokens_details": {
              "accepted_prediction_tokens": 11, "audio_tokens": 12, "reasoning_tokens": 55, "rejected_prediction_tokens": 14},
            "prompt_tokens_details": {"audio_tokens": 15, "cached_tokens": 16}
          },
          "input_sensitive": true, "output_sensitive": false, "input_sensitive_type": 1, "output_sensitive_type": 2,
          "output_sensitive_int": 3, "base_resp": {"status_code": 0, "status_msg": "success"},
          "meta": {"usage": {"credits_used": 447, "usd_spent": 0.003031}}
        }
        """;

    public const string Chunk =
        """
        {
          "id": "061e124f421132818a05794a3cf7d8c4", "object": "chat.completion.chunk", "created": 1766547933,
          "model": "MiniMax-M2.7", "service_tier": "default", "system_fingerprint": "fp_1",
          "choices": [{
            "index": 0, "finish_reason": "tool_calls",
            "delta": {
              "role": "assistant", "name": "MiniMax AI", "content": "Hello", "refusal": "a refusal", "audio_content": "UklG",
              "reasoning_content": "separate reasoning", "reasoning": "reasoning in the other form",
              "reasoning_details": [{
                "type": "reasoning.text", "id": "reasoning-text-1", "format": "MiniMax-response-v1", "index": 2,
                "text": "reasoning in detail", "summary": "in short", "signature": "c2ln", "data": "b3BhcXVl"}],
              "annotations": [{"type": "url_citation", "url_citation": {
                "end_index": 9, "start_index": 4, "title": "A page", "url": "https://example.com/"}}],
              "audio": {"id": "audio_1", "data": "UklGRg==", "transcript": "Hello aloud", "expires_at": 1766547999},
              "tool_calls": [
                {"index": 1, "id": "call_1", "type": "function",
                 "function": {"name": "get_weather", "arguments": "{\"city\":\"Oslo\"}"}},
                {"index": 2, "id": "call_2", "type": "custom", "custom": {"name": "run_sql", "input": "select 1"}}]
            },
            "logprobs": {
              "content": [{"token": "H", "logprob": -0.25, "bytes": [72],
                           "top_logprobs": [{"token": "I", "logprob": -1.5, "bytes": [73]}]}],
              "refusal": [{"token": "R", "logprob": -0.75, "bytes": [82],
                           "top_logprobs": [{"token": "S", "logprob": -2.5, "bytes": [83]}]}]
            }
          }],
          "usage": {
            "prompt_tokens": 39, "completion_tokens": 167, "total_tokens": 206, "total_characters": 17,
            "completion_tokens_details": {
              "accepted_prediction_tokens": 11, "audio_tokens": 12, "reasoning_tokens": 55, "rejected_prediction_tokens": 14},
            "prompt_tokens_details": {"audio_tokens": 15, "cached_tokens": 16}
          },
          "input_sensitive": true, "output_sensitive": false, "input_sensitive_type": 1, "output_sensitive_type": 2,
          "output_sensitive_int": 3, "base_resp": {"status_code": 0, "status_msg": "success"},
          "meta": {"usage": {"credits_used": 447, "usd_spent": 0.003031}}
        }
        """;

    public const string Model =
        """
        {
          "id": "minimax/m2-7-20260402", "aliases": ["minimax/m2-7"], "object": "model", "type": "openai/chat-completions",
          "created": 1775165263, "created_at": "2026-04-02T00:00:00Z", "owned_by": "minimax", "display_name": "M2.7",
          "info": {
            "name": "MiniMax-M2.7", "developer": "MiniMax", "description": "a model", "contextLength": 204800,
            "maxTokens": 65536, "docs_url": "https://docs.aimlapi.com/"},
          "tags": ["playground:chat"], "features": ["openai/chat-completion"], "endpoints": ["/v1/chat/completions"],
          "pricing": {
            "currency": "USD", "kind": "fixed", "units": [{"unit": "input_tokens", "price": 0.39, "per": 1000000},
             {"name": "token", "content": "text", "origin": "generated", "price": 1.56, "per": 1000000}]}
        }
        """;
}
