namespace MiniMaxClient;

/// <summary>Specifies a kind of content that a model processes.</summary>
public enum ModelInput
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>Images (<see cref="ImagePart"/>).</summary>
    Image,

    /// <summary>Videos (parts of the type <c>video_url</c>).</summary>
    Video,

    /// <summary>Files (<see cref="FilePart"/>).</summary>
    File,
}
