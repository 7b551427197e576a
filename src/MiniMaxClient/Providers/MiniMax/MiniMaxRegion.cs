namespace MiniMaxClient;

/// <summary>Specifies the region of a MiniMax account; an API key is valid in one region only.</summary>
public enum MiniMaxRegion
{
    /// <summary>The global platform, <c>https://api.minimax.io</c>.</summary>
    Global,

    /// <summary>The platform in China, <c>https://api.minimax.cn</c>; older pages name <c>https://api.minimaxi.com</c>.</summary>
    China,
}
