using System.Text.Json.Nodes;
using MiniMaxClient.Samples.ProviderCheck.Wire;

namespace MiniMaxClient.Samples.ProviderCheck.Checks;

/// <summary>An image in a request.</summary>
internal static class MediaChecks
{
    public static IReadOnlyList<Check> All { get; } =
    [
        new(
            "image",
            "The model processes an image.",
            "ModelCapabilities.UserPartTypes, image_url",
            new(1, PromptTokens: 3000),
            SendImageAsync),
    ];

    private static async Task<Finding> SendImageAsync(CheckContext context, CancellationToken cancellationToken)
    {
        bool? isAssumed = context.Capabilities.IgnoredPartTypes.Contains("image_url")
            ? false
            : CheckContext.Allows(context.Capabilities.UserPartTypes, "image_url");
        const string Question = "Which color is this image? Reply with one word.";
        Exchange exchange = (await context.Client.CompleteAsync(
            context.CreateRequest(Question),
            cancellationToken,
            body => body["messages"]![0]!["content"] = new JsonArray(
                new JsonObject { ["type"] = "text", ["text"] = Question }, CreateImage(context.IsMessages)))).RequireWhole();
        bool isSeen = exchange.Completion?.Text.Contains("red", StringComparison.OrdinalIgnoreCase) == true;
        string observation = !exchange.IsAccepted ? exchange.Summary : isSeen ? "its color is named" : "its color is not named";
        return Finding.CompareOffer(isAssumed, isSeen, observation, exchange);
    }

    private static JsonObject CreateImage(bool isMessages)
    {
        string data = Convert.ToBase64String(RedImage.CreatePng());
        return isMessages
            ? new JsonObject
            {
                ["type"] = "image",
                ["source"] = new JsonObject { ["type"] = "base64", ["media_type"] = "image/png", ["data"] = data },
            }
            : new JsonObject
            {
                ["type"] = "image_url",
                ["image_url"] = new JsonObject { ["url"] = $"data:image/png;base64,{data}" },
            };
    }
}
