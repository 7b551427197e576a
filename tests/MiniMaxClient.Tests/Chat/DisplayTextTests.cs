using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Chat;

/// <summary>What objects print: a text or facts, bounded, without the data of files.</summary>
public sealed class DisplayTextTests
{
    private static readonly byte[] File = new byte[3_000_000];
    private static readonly string DataUrl = "data:application/pdf;base64," + Convert.ToBase64String(File);

    [Fact]
    public void ToString_ChunkAndCompletion_IsTheVisibleText()
    {
        string text = string.Join(' ', Enumerable.Range(0, 1000));
        using var writer = new StringWriter();

        writer.Write(ChatCompletionChunk.FromText(text, "Hm."));

        Assert.Equal(text, writer.ToString());
        Assert.Equal(text, ChatCompletion.FromText(text, "Hm.").ToString());
        Assert.Equal("", new ChatCompletionChunk().ToString());
        Assert.Equal("", new ChatCompletion().ToString());
        Assert.Equal("42", JsonSerializer.Deserialize<AssistantMessage>(
            """{"role":"assistant","content":"<think>\nHm.\n</think>\n\n42"}""")!.ToString());
    }

    [Fact]
    public void ToString_RequestWithLargeFile_IsUnderOneKilobyte()
    {
        var request = new ChatCompletionRequest
        {
            Model = MiniMaxModels.M3,
            Messages =
            [
                ChatMessage.System(new string('s', 100_000)),
                ChatMessage.User(["What is this?", ContentPart.FromFile(File, "a.pdf"), new FilePart { File = new() { FileData = DataUrl } }]),
            ],
            Temperature = 0.7,
            MaxTokens = 16_384,
            Stop = ["END"],
            Tools = [Tool.FromFunction("f", new string('d', 10_000))],
            Options = new() { Timeout = TimeSpan.FromMinutes(1), Headers = new Dictionary<string, string> { ["X-Team"] = "secret" } },
        };
        long before = GC.GetAllocatedBytesForCurrentThread();

        string text = request.WithProperty("x", DataUrl).ToString();

        // The data URL of WithProperty is written and parsed; nothing else has its size.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 40_000_000);
        Assert.Equal(
            "MiniMax-M3, 2 messages, 1 tool, max_tokens: 16384, temperature: 0.7, stop: [\"END\"], "
            + "x: [application/pdf, 3,000,000 bytes], options: timeout 00:01:00, headers X-Team; "
            + "user: What is this? [application/pdf, 3,000,000 bytes] [application/pdf, 3,000,000 bytes]",
            text);
    }

    [Fact]
    public void ToString_LargeRequest_IsBoundedInLengthAndCost()
    {
        var request = new ChatCompletionRequest(
            new string('m', 10_000),
            Enumerable.Repeat<ChatMessage>(ChatMessage.User([.. Enumerable.Repeat<ContentPart>(new string('é', 1000), 1000)]), 100_000))
        {
            Stop = [.. Enumerable.Range(0, 10_000).Select(static i => $"stop {i}")],
            LogitBias = Enumerable.Range(0, 10_000).ToDictionary(static i => $"{i}", static _ => 1.0),
            User = new string('u', 3_000_000),
            AdditionalProperties = Enumerable.Range(0, 1000).ToDictionary(
                static i => new string('p', 1000) + i, static _ => Json.Element("\"" + new string('v', 10_000) + "\"")),
        };
        _ = request.ToString();
        long before = GC.GetAllocatedBytesForCurrentThread();

        string text = request.ToString();

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        Assert.InRange(Encoding.UTF8.GetByteCount(text), 100, 1023);
    }

    [Theory]
    [InlineData("a.b", 3, "a.b")]
    [InlineData("abcd", 3, "abc… [1 more character]")]
    [InlineData("ab😀d", 3, "ab… [3 more characters]")]
    [InlineData("a😀bcd", 3, "a😀… [3 more characters]")]
    [InlineData("data:image/png;base64,AAAA", 3, "[image/png, 3 bytes]")]
    [InlineData("data:;base64,AAA=", 100, "[data, 2 bytes]")]
    public void Shorten_Text_IsCutAtACharacterAndHasNoData(string text, int maxLength, string expected) =>
        Assert.Equal(expected, DisplayText.Shorten(text, maxLength));

    [Fact]
    public void Shorten_LongMediaType_IsBounded() =>
        Assert.InRange(DisplayText.Shorten("data:" + new string('x', 3_000_000) + ";base64,AA").Length, 60, 120);

    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcdefgh", 7, "abcd…")]
    [InlineData("ab😀defgh", 9, "ab…")]
    [InlineData("你你你你你", 14, "你你你…")]
    public void ShortenToBytes_Text_IsCutAtACharacter(string text, int maxBytes, string expected)
    {
        Assert.Equal(expected, DisplayText.ShortenToBytes(text, maxBytes));
        Assert.InRange(Encoding.UTF8.GetByteCount(expected), 1, maxBytes);
    }

    [Fact]
    public void ToString_RequestWithLongTextInEveryPlace_IsUnderOneKilobyte()
    {
        string text = new('你', 300);
        var message = new AssistantMessage { Content = text, Refusal = text, ReasoningContent = text };
        var request = new ChatCompletionRequest(text, [message]) { User = text, Stop = [text], Options = new() { ClientRequestId = text } };

        Assert.InRange(Encoding.UTF8.GetByteCount(request.ToString()), 500, 1000);
    }

    [Fact]
    public void ToString_Request_IsOneLine()
    {
        var request = new ChatCompletionRequest("m", [ChatMessage.User("a\nwarn: forged\u001b[2J")]) { User = "b\rc" };

        Assert.DoesNotContain(request.ToString(), char.IsControl);
    }

    [Fact]
    public void ToString_ContentPart_IsItsTextOrADescription()
    {
        Assert.Equal("Hi", ContentPart.FromText("Hi").ToString());
        Assert.Equal("No.", new RefusalPart { Refusal = "No." }.ToString());
        Assert.Equal("[image/png, 1,234 bytes]", ContentPart.FromImage(new byte[1234], "image/png").ToString());
        Assert.Equal("[image https://a.example/b.png]", ContentPart.FromImage(new Uri("https://a.example/b.png?sig=secret")).ToString());
        Assert.Equal("[image https://***@a.example/]", ContentPart.FromImage(new Uri("https://me:word@a.example/")).ToString());
        Assert.Equal("[image/png, 3 bytes]", ContentPart.FromImage(new Uri("data:image/png;base64,AAAA")).ToString());
        Assert.Equal("[video mm_file://4711]", ContentPart.FromVideoFileId("4711").ToString());
        Assert.Equal("[video/mp4, 1 byte]", ContentPart.FromVideo(new byte[1], "video/mp4").ToString());
        Assert.Equal("[application/pdf, 3,000,000 bytes]", ContentPart.FromFile(File).ToString());
        Assert.Equal("[application/pdf, 3,000,000 bytes]", new FilePart { File = new() { FileData = DataUrl } }.ToString());
        Assert.Equal("[data, 3 bytes]", new FilePart { File = new() { FileData = "AAAA" } }.ToString());
        Assert.Equal("[file f-1]", new FilePart { File = new() { FileId = "f-1" } }.ToString());
        Assert.Equal("[application/pdf, 0 bytes]", new FilePart { File = new() }.ToString());
    }

    [Fact]
    public void ToString_OtherObject_IsShortenedJson()
    {
        Assert.Equal(
            "[application/pdf, 3,000,000 bytes]", ContentPart.FromFile(File, "a.pdf").File.ToString());
        Assert.Equal("[image/png, 3 bytes]", new ImageUrl { Url = "data:image/png;base64,AAAA" }.ToString());
        Assert.Equal("[address https://***@h/b.png]", new ImageUrl { Url = "https://me:word@h/b.png?sig=secret" }.ToString());
        Assert.Equal("[data, 3 bytes]", new FileContent { FileData = "AAAA" }.ToString());
        Assert.Equal(
            """{"name":"f","arguments":"aaa"}""", new FunctionCall { Name = "f", Arguments = "aaa" }.ToString());
        Assert.Equal(
            $$"""{"name":"f","arguments":"{{new string('a', 200)}}… [2,999,800 more characters]"}""",
            new FunctionCall { Name = "f", Arguments = new string('a', 3_000_000) }.ToString());
        Assert.InRange(Tool.FromFunction("f", "d", Json.Element("[" + new string('1', 5000) + "]")).ToString().Length, 200, 500);
        Assert.InRange(new BaseResponse().WithProperty("x", new string('é', 5000)).ToString().Length, 100, 300);
        Assert.Contains(
            "[application/pdf, 3,000,000 bytes]", new BaseResponse().WithProperty("x", DataUrl).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_ObjectWithManyProperties_IsBoundedAndIsJson()
    {
        var large = new AllowedTools
        {
            Mode = "auto",
            Tools = [.. Enumerable.Repeat(new AllowedTool { Type = "function" }, 10_000)],
            AdditionalProperties = Enumerable.Range(0, 1000).ToDictionary(static i => $"{i}", static i => Json.Element($"{i}")),
        };

        string json = large.ToString();

        Assert.InRange(json.Length, 1000, 4000);
        Assert.Equal("auto", JsonNode.Parse(json)!["mode"]!.GetValue<string>());
    }

    [Fact]
    public void ToString_Facts_AreOneLine()
    {
        var call = new CallInfo
        {
            Provider = "aimlapi",
            StatusCode = 200,
            RequestId = "r-1",
            Duration = TimeSpan.FromMilliseconds(1234),
            Attempts = [new() { Provider = "aimlapi" }],
        };

        Assert.Equal("aimlapi, status 200, request r-1, 1 attempt, 1.234 s", call.ToString());
        Assert.Equal(
            "runapi, status 503, MiniMaxServerException, 0.5 s, waited 2 s before",
            new CallAttempt
            {
                Provider = "runapi", StatusCode = 503, Error = "MiniMaxServerException", Duration = TimeSpan.FromSeconds(0.5), Delay = TimeSpan.FromSeconds(2),
            }.ToString());
        Assert.Equal(
            "1,046 tokens, 1,012 prompt, 34 completion",
            new Usage { PromptTokens = 1012, CompletionTokens = 34, TotalTokens = 1046 }.ToString());
        Assert.Equal("no token counts", new Usage().ToString());
        Assert.Equal("0 of 5 USD spent in a window of 1.00:00:00", new SpendLimit(5, TimeSpan.FromDays(1)).ToString());
        Assert.Equal("0 of 5 USD spent", new SpendLimit(5, Timeout.InfiniteTimeSpan).ToString());
        Assert.Equal("0 prices set, 0 prices listed", new ModelPrices().ToString());
        Assert.Equal("", new RequestOptions().ToString());
        Assert.Equal(
            "idle timeout 00:00:05, client request c-1, prompt caching Automatic, headers X-A X-B",
            new RequestOptions
            {
                IdleTimeout = TimeSpan.FromSeconds(5),
                ClientRequestId = "c-1",
                PromptCaching = PromptCaching.Automatic,
                Headers = new Dictionary<string, string> { ["X-A"] = "secret", ["X-B"] = "secret" },
            }.ToString());
        Assert.Equal(
            "Completed, 0 steps, 0 failed calls: Hi",
            new ToolRunResult { Completion = ChatCompletion.FromText("Hi"), StopReason = ToolRunStopReason.Completed, Steps = [], Messages = [] }.ToString());
        Assert.Equal(
            "1,000: Hi", new BulkResult { Index = 1000, Request = new("m", ["Hi"]), Completion = ChatCompletion.FromText("Hi") }.ToString());
    }

    [Fact]
    public void DebuggerText_Object_IsOneShortLine()
    {
        Assert.Equal("user: Hi", DebuggerText(ChatMessage.User("Hi")));
        Assert.Equal("tool: 42", DebuggerText(ChatMessage.Tool("id", "42")));
        Assert.Equal("user: [image/png, 1 byte]", DebuggerText(ChatMessage.User([ContentPart.FromImage(new byte[1], "image/png")])));
        Assert.Equal(
            "assistant: 42 [1 tool call] [reasoning, 3 characters]",
            DebuggerText(new AssistantMessage
            {
                Content = "42",
                ReasoningContent = "Hm.",
                ToolCalls = [new FunctionToolCall { Id = "a", Function = new() { Name = "f", Arguments = "{}" } }],
            }));
        Assert.Equal(
            "stop, 3 tokens, assistant: Hi", DebuggerText(ChatCompletion.FromText("Hi") with { Usage = new() { TotalTokens = 3 } }));
        Assert.Equal("\"Hi\", reasoning \"Hm.\"", DebuggerText(ChatCompletionChunk.FromText("Hi", "Hm.")));
        Assert.Equal("UserMessage that is not valid", DebuggerText(ChatMessage.User([new TextPart { Text = null! }])));
        Assert.InRange(DebuggerText(ChatMessage.User(new string('x', 100_000))).Length, 200, 300);
    }

    private static string DebuggerText(SchemaObject value) =>
        (string)typeof(SchemaObject).GetProperty("DebuggerText", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(value)!;
}
