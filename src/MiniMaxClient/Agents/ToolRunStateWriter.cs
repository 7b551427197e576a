using System.Text.Json;

namespace MiniMaxClient.Agents;

/// <summary>Writes a <see cref="ToolRunState"/> as JSON.</summary>
internal static class ToolRunStateWriter
{
    /// <summary>The version of the format; it changes if an older library would misread the JSON.</summary>
    public const int Version = 1;

    /// <summary>Writes a state.</summary>
    public static void Write(Utf8JsonWriter json, ToolRunState state)
    {
        json.WriteStartObject();
        json.WriteNumber("version"u8, Version);
        json.WritePropertyName("request"u8);
        state.Request.Write(json);
        json.WriteStartArray("steps"u8);
        foreach (ToolRunStep step in state.CompletedSteps)
            WriteStep(json, step, [.. step.Calls.Select(static result => new ToolCallProgress { Result = result })]);
        WriteStep(json, state.LastStep, state.Calls);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteStep(Utf8JsonWriter json, ToolRunStep step, IReadOnlyList<ToolCallProgress> calls)
    {
        json.WriteStartObject();
        json.WritePropertyName("response"u8);
        step.Completion.Write(json);
        json.WritePropertyName("cost"u8);
        WriteCost(json, step.Cost);
        json.WriteStartArray("calls"u8);
        foreach (ToolCallProgress call in calls)
            WriteCall(json, call);
        json.WriteEndArray();
        json.WriteStartArray("correction"u8);
        foreach (ChatMessage message in step.Correction)
            message.Write(json);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteCost(Utf8JsonWriter json, Cost? cost)
    {
        if (cost is not { } known)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteNumber("usd"u8, known.Usd);
        json.WriteString("source"u8, $"{known.Source}");
        json.WriteEndObject();
    }

    private static void WriteCall(Utf8JsonWriter json, ToolCallProgress call)
    {
        json.WriteStartObject();
        json.WriteString("approval"u8, call.ApprovalId);
        json.WriteBoolean("may_have_run"u8, call.MayHaveRun);
        json.WritePropertyName("result"u8);
        if (call.Result is { } result)
        {
            json.WriteStartObject();
            json.WriteString("outcome"u8, $"{result.Outcome}");
            json.WritePropertyName("message"u8);
            result.Message.Write(json);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteEndObject();
    }
}
