using Microsoft.Playwright;
using MiniMaxClient.Testing;
using static Microsoft.Playwright.Assertions;

namespace MiniMaxClient.WebChat.Tests;

/// <summary>Tests the copy buttons and the colors of code in a browser.</summary>
public sealed class CodeTests(Browser browser)
{
    private const string Answer = "Two lines:\n\n```cs\nint i = 1;\n\tCall(\"a\");\n```\n\n**Done.**";

    [Fact]
    public async Task Copy_OfCodeAndAnswer_CopiesCodeAndMarkdown()
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser);
        await page.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        page.Site.Emulator.Enqueue(Reply.Text(Answer));
        await page.SendQuestionAndWaitAsync("Hello");

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Copy code, cs" }).PressAsync("Enter");
        await Expect(page.Turn.Locator(".code .copy")).ToHaveTextAsync("Copied");
        await Expect(page.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Copied");
        Assert.Equal("int i = 1;\n\tCall(\"a\");", await ReadClipboardAsync());
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Copy answer" }).ClickAsync();
        await Expect(page.Turn.Locator(".foot .copy")).ToHaveTextAsync("Copied");
        Assert.Equal(Answer, await ReadClipboardAsync());
        Assert.Empty(page.PageErrors);

        Task<string> ReadClipboardAsync() => page.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()");
    }

    [Fact]
    public async Task Copy_WithoutClipboardApi_CopiesAndKeepsFocus()
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser);
        // As on a page that is opened by http from another machine.
        await page.Page.EvaluateAsync("() => Object.defineProperty(navigator, 'clipboard', { value: undefined })");
        page.Site.Emulator.Enqueue(Reply.Text(Answer));
        await page.SendQuestionAndWaitAsync("Hello");

        ILocator copy = page.Turn.Locator(".code .copy");
        await copy.PressAsync("Enter");
        await Expect(copy).ToHaveTextAsync("Copied");
        await Expect(copy).ToBeFocusedAsync();
        await page.Question.FocusAsync();
        await page.Page.Keyboard.PressAsync("Control+V");

        await Expect(page.Question).ToHaveValueAsync("int i = 1;\n\tCall(\"a\");");
        await Expect(page.Page.Locator("textarea")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Copy_AfterTwoSeconds_CanBeReadAgain()
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser);
        page.Site.Emulator.Enqueue(Reply.Text(Answer));
        await page.SendQuestionAndWaitAsync("Hello");
        await page.Page.Clock.InstallAsync();
        ILocator copy = page.Turn.Locator(".foot .copy");

        await copy.ClickAsync();
        await Expect(copy).ToHaveAccessibleNameAsync("Copied");
        await page.Page.Clock.FastForwardAsync(2000);

        await Expect(copy).ToHaveTextAsync("Copy");
        await Expect(copy).ToHaveAccessibleNameAsync("Copy answer");
    }

    [Fact]
    public async Task Copy_OfAnswerWithTool_SeparatesItsTexts()
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser);
        await page.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        page.Site.Emulator.Enqueue(
            Reply.Text("I look it up.").WithToolCall("low_stock", """{"below":3}"""), Reply.Text("Cork mats."));
        await page.SendQuestionAndWaitAsync("What is low?");

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Copy answer" }).ClickAsync();
        await Expect(page.Turn.Locator(".foot .copy")).ToHaveTextAsync("Copied");

        Assert.Equal(
            "I look it up.\n\nCork mats.", await page.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()"));
        await page.Turn.Locator(".tool summary").ClickAsync();
        await Expect(page.Turn.Locator(".tool .code .name").First).ToHaveTextAsync("\"name\"");
    }

    [Fact]
    public async Task Code_Streaming_IsColoredAndKeepsItsLines()
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser);
        var gate = new TaskCompletionSource();
        page.Site.Emulator.Enqueue(
            Reply.Text("```ts\nconst a = `one\ntwo ${a}`;\nreturn 'three';\n```")
                .WithChunkSize(10).HoldAfterEvents(3, gate.Task));

        await page.SendQuestionAsync("Hello");
        ILocator code = page.Turn.Locator("pre code");
        await Expect(code.Locator(".keyword")).ToHaveTextAsync("const");
        await Expect(code.Locator(".string").First).ToHaveTextAsync("`one");
        await code.Locator(".keyword").First.EvaluateAsync("element => element.isFirst = true");
        await page.Turn.Locator(".code .copy").FocusAsync();
        gate.SetResult();
        await Expect(page.Turn.Locator(".answer")).ToHaveAttributeAsync("aria-busy", "false");

        await Expect(code).ToHaveTextAsync("const a = `one\ntwo ${a}`;\nreturn 'three';");
        await Expect(code.Locator(".string")).ToHaveTextAsync(["`one", "two ${a}`", "'three'"]);
        Assert.True(await code.Locator(".keyword").First.EvaluateAsync<bool>("element => element.isFirst"));
        await Expect(page.Turn.Locator(".code .copy")).ToBeFocusedAsync();
        Assert.Empty(page.PageErrors);
    }

    [Theory]
    [InlineData("csharp", "public int F() => G(0x1F); // no",
        "keyword:public keyword:int name:F name:G number:0x1F comment:// no")]
    [InlineData("cs", "/* a\nb */ var s = @\"x\"\"\ny\"; '\\n'",
        "comment:/* a comment:b */ keyword:var string:@\"x\"\" string:y\" string:'\\n'")]
    [InlineData("cs", "var s = \"\"\"\n  \"a\"\n  \"\"\";", "keyword:var string:\"\"\" string:  \"a\" string:  \"\"\"")]
    [InlineData("cs", "$\"{a} // b", "string:$\"{a} // b")]
    [InlineData("js", "let a = 'it\\'s'; f(`x\ny`)", "keyword:let string:'it\\'s' name:f string:`x string:y`")]
    [InlineData("tsx", "interface A { b: number }", "keyword:interface keyword:number")]
    [InlineData("python", "def f(a): # b\n  return f'''x\ny'''",
        "keyword:def name:f comment:# b keyword:return string:f'''x string:y'''")]
    [InlineData("json", "{\"a\": \"b\", \"c\": [-1.5e3, true]}",
        "name:\"a\" string:\"b\" name:\"c\" number:-1.5e3 keyword:true")]
    [InlineData("json", "{\"a\": \"unfinished", "name:\"a\" string:\"unfinished")]
    [InlineData("bash", "# a\ncurl --fail \"$X\" -d '{\n}' | what-if",
        "comment:# a name:--fail string:\"$X\" name:-d string:'{ string:}'")]
    [InlineData("sh", "if test $# -gt 1; then", "keyword:if name:-gt number:1 keyword:then")]
    [InlineData("sql", "select Count(*) FROM t -- all\nWHERE a = 'it''s'",
        "keyword:select name:Count keyword:FROM comment:-- all keyword:WHERE string:'it''s'")]
    [InlineData("html", "<!-- a\nb --><a href=\"x\">it's &amp;</a>",
        "comment:<!-- a comment:b --> keyword:<a name:href string:\"x\" keyword:> number:&amp; keyword:</a>")]
    [InlineData("css", ".a:hover { color: #0f6b68 !important; } /* b",
        "name:color number:#0f6b68 keyword:!important comment:/* b")]
    [InlineData("unknown", "public class \"a\"", "")]
    [InlineData("__proto__", "public class", "")]
    public async Task Code_OfLanguage_HasColoredTokens(string language, string code, string tokens)
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser);
        page.Site.Emulator.Enqueue(Reply.Text($"```{language}\n{code}\n```"));

        await page.SendQuestionAndWaitAsync("Hello");

        Assert.Equal(code, await page.Turn.Locator("pre code").EvaluateAsync<string>("code => code.textContent"));
        string[] colored = await page.Turn.Locator("pre code").EvaluateAsync<string[]>(
            "code => [...code.querySelectorAll('[class]:not([class=\"\"])')].map(one => `${one.className}:${one.textContent}`)");
        Assert.Equal(tokens, string.Join(' ', colored));
    }

    [Fact]
    public async Task Highlight_OfAnyText_LosesNothing()
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser);

        int lines = await page.Page.EvaluateAsync<int>(
            """"
            async () => {
                const { highlight, startMode } = await import('/highlight.js');
                const { findLanguage } = await import('/languages.js');
                const pieces = ['"', "'", '`', '\\', '/*', '*/', '//', '<!--', '-->', '<a', '>', '#', '$', '{', '}', '@"', '"""',
                    "'''", '\u{1F600}', '\uD83D', 'if', 'a-b', ' ', '1e', '0x', '--', '&', '=', ':', 'ß'];
                let seed = 1;
                const next = count => (seed = seed * 48271 % 2147483647) % count;
                let lines = 0;
                for (const name of ['cs', 'ts', 'python', 'json', 'sh', 'sql', 'html', 'css', 'unknown']) {
                    let mode = startMode;
                    for (let i = 0; i < 300; i++) {
                        const length = next(i % 50 === 0 ? 900 : 30);
                        const line = Array.from({ length }, () => pieces[next(pieces.length)]).join('');
                        const result = highlight(findLanguage(name), line, mode);
                        const texts = result.tokens.map(({ text }) => text);
                        if (texts.join('') !== line || texts.includes(''))
                            throw new Error(`${name}: ${line}`);
                        mode = result.mode;
                        lines++;
                    }
                }
                return lines;
            }
            """");

        Assert.Equal(2700, lines);
        Assert.Empty(page.PageErrors);
    }
}
