namespace Microsoft.Extensions.Http.Resilience;

/// <summary>A fake with the name of the handler of <c>AddStandardResilienceHandler</c>.</summary>
internal sealed class ResilienceHandler : DelegatingHandler;
