using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace MiniMaxClient.WebChat.Tests;

/// <summary>Represents the app in a process of its own, without API keys.</summary>
internal sealed class ChatProcess : IAsyncDisposable
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    private static readonly string[] RemovedVariables =
    [
        AimlApiAdapter.ApiKeyEnvironmentVariable, RunApiAdapter.ApiKeyEnvironmentVariable,
        RunApiAdapter.AlternativeApiKeyEnvironmentVariable, ModelsLabAdapter.ApiKeyEnvironmentVariable,
        MiniMaxAdapter.ApiKeyEnvironmentVariable, "ASPNETCORE_URLS", "DOTNET_URLS", "URLS",
    ];

    private readonly Process _process;

    private ChatProcess(Process process) => _process = process;

    public static ChatProcess Start(string[] arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(
            "dotnet", ["run", "--no-build", "--project", "samples/WebChat", "-c", Configuration, "--", .. arguments])
        {
            WorkingDirectory = Path.Combine(Folder(), "..", ".."),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string variable in RemovedVariables)
            start.Environment.Remove(variable);
        foreach ((string name, string value) in variables)
            start.Environment[name] = value;
        return new(Process.Start(start)!);
    }

    public async Task<string> ReadLineAsync() => (await _process.StandardOutput.ReadLineAsync(TestTimeouts.Token))!;

    /// <summary>Waits until the app listens, and returns its address.</summary>
    public async Task<Uri> ReadAddressAsync() => new((await ReadLineAsync()).Split(' ')[1]);

    /// <summary>Waits until the app has ended.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> WaitForExitAsync()
    {
        Task<string> errors = _process.StandardError.ReadToEndAsync(TestTimeouts.Token);
        string output = await _process.StandardOutput.ReadToEndAsync(TestTimeouts.Token);
        await _process.WaitForExitAsync(TestTimeouts.Token);
        return (_process.ExitCode, output, await errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(TestTimeouts.Token);
        _process.Dispose();
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
