package org.genhowto.launcher.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.genhowto.ingest.video.VideoFrames;
import org.genhowto.launcher.video.VideoListing.Kind;
import org.genhowto.launcher.video.VideoListing.Skipped;
import org.genhowto.schemas.Split;
import org.genhowto.schemas.VideoContract;
import org.genhowto.schemas.VideoReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VideoReferencesTest {
  @TempDir Path folder;

  @Test
  void a_folder_gives_all_videos_below_it_and_says_why_the_others_are_none() throws IOException {
    file("apple/a.mp4");
    file("apple/2024/may/b.MKV");
    file("\u82f9\u679c/c d.webm");
    file("apple/notes.txt");
    file("apple/.hidden.mp4");
    file(".git/x.mp4");
    file("apple/b.mp4.part");
    file("loose.mp4");
    Files.createFile(folder.resolve("apple/empty.mp4"));
    Files.createSymbolicLink(folder.resolve("apple/round"), folder);

    VideoListing listing = VideoReferences.folder(folder);

    assertThat(listing.videos())
        .extracting(VideoReference::getCategory)
        .containsExactlyInAnyOrder("apple", "apple", "\u82f9\u679c");
    assertThat(listing.videos()).allSatisfy(VideoContract::require);
    assertThat(listing.skipped())
        .extracting(one -> folder.relativize(Path.of(one.name())) + " " + one.why())
        .containsExactly(
            ".git is hidden, with all in it",
            "apple/.hidden.mp4 is hidden",
            "apple/b.mp4.part is not named as a video: " + String.join(" ", VideoFrames.ENDINGS),
            "apple/empty.mp4 is empty",
            "apple/notes.txt is not named as a video: " + String.join(" ", VideoFrames.ENDINGS),
            "apple/round leads back to a folder above it",
            "loose.mp4 is in no sub-folder named after a category; give --category");
  }

  @Test
  void videos_of_one_name_are_told_apart() throws IOException {
    file("a/x/video.mp4");
    file("a/y/video.mp4");
    file("a/y/video.mkv");
    file("a/\u82f9.mp4");
    file("a/\u68a8.mp4");
    file("a b/video.mp4");

    List<VideoReference> videos = VideoReferences.folder(folder).videos();

    assertThat(videos).extracting(VideoReference::getVideoId).doesNotHaveDuplicates().hasSize(6);
  }

  @Test
  void arguments_are_addresses_files_folders_and_lists() throws IOException {
    String file = file("a.mp4").toString();
    file("more/b.mp4");
    Path list = Files.writeString(folder.resolve("list.csv"), "more/c.mp4\nhttps://h/d.mp4,mug\n");
    VideoReferences references = new VideoReferences("apple");
    for (String name :
        List.of(
            file,
            folder.resolve("more").toString(),
            list.toString(),
            "https://h/watch?v=1",
            "https://h/watch?v=2",
            "https://h/a b.mp4",
            folder.resolve("more").toString())) {
      references.add(name);
    }

    VideoListing listing = references.listing();

    assertThat(listing.videos())
        .extracting(video -> video.getCategory() + " " + video.getUri())
        .containsExactly(
            "apple " + folder.resolve("a.mp4").toUri(),
            "apple " + folder.resolve("more/b.mp4").toUri(),
            "apple " + folder.resolve("more/c.mp4").toUri(),
            "mug https://h/d.mp4",
            "apple https://h/watch?v=1",
            "apple https://h/watch?v=2",
            "apple https://h/a%20b.mp4");
    assertThat(listing.skipped()).hasSize(1).allMatch(one -> one.why().contains("before it"));
  }

  @Test
  void what_cannot_be_meant_is_refused_in_a_sentence() throws IOException {
    String file = file("a.mp4").toString();

    assertThatThrownBy(() -> new VideoReferences(null).add(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the category of %s is missing, give --category".formatted(file));
    assertThatThrownBy(() -> new VideoReferences("apple").add(folder + "/gone.mp4"))
        .hasMessage("There is no file or folder %s/gone.mp4.".formatted(folder));
    assertThatThrownBy(() -> new VideoReferences("apple").add("ftp://h/x.mp4"))
        .hasMessageContaining("uri has scheme 'ftp'");
    assertThatThrownBy(() -> new VideoReferences(null).add("https://me:hunter2@h/x?k=hunter2"))
        .message()
        .contains("--category")
        .doesNotContain("hunter2");
  }

  @Test
  void a_list_is_csv_with_names() throws IOException {
    VideoListing listing =
        list(
            """
            \ufeff# our videos
            Category, URL ,id,split,relevance
            apple,https://h/a.mp4,a-1,held-out,0.5

            mug,"https://h/b,c.mp4",,,
            """,
            null);

    assertThat(listing.skipped()).isEmpty();
    VideoReference first = listing.videos().get(0);
    assertThat(first.getVideoId()).isEqualTo("a-1");
    assertThat(first.getSplit()).contains(Split.HELD_OUT);
    assertThat(first.getRelevance()).contains(0.5);
    assertThat(listing.videos().get(1).getUri()).isEqualTo("https://h/b,c.mp4");
    assertThat(listing.videos().get(1).getCategory()).isEqualTo("mug");
  }

  @Test
  void a_list_is_an_object_of_json_a_line() throws IOException {
    VideoListing listing =
        list(
            """
            {"uri": "https://h/a.mp4", "category": "apple", "videoId": "a-1", "relevance": 1}

            {"url": "b.mp4", "category": "mug", "split": null}
            """,
            null);

    assertThat(listing.skipped()).isEmpty();
    assertThat(listing.videos().get(0).getVideoId()).isEqualTo("a-1");
    assertThat(listing.videos().get(1).getUri())
        .isEqualTo(folder.resolve("b.mp4").toUri().toString());
  }

  @Test
  void a_licence_of_a_list_goes_before_that_of_all() throws IOException {
    VideoReferences references = new VideoReferences("apple", "CC-BY-4.0");

    references.addList(
        "list",
        new StringReader("uri,license\nhttps://h/a.mp4,CC0-1.0\nhttps://h/b.mp4,\n"),
        folder);
    references.add("https://h/c.mp4");

    assertThat(references.listing().videos())
        .extracting(video -> video.getLicence().orElse("none"))
        .containsExactly("CC0-1.0", "CC-BY-4.0", "CC-BY-4.0");
  }

  @Test
  void a_row_that_cannot_be_used_is_named_and_the_others_go_on() throws IOException {
    VideoListing rows =
        list(
            """
            https://h/a.mp4
            ftp://h/b.mp4
            https://h/c.mp4,mug,a b
            https://h/d.mp4,mug,d,never
            https://h/e.mp4,mug,e,test,much
            1,2,3,4,5,6
            https://me:hunter2@h:99999/f.mp4
            https://h/g.mp4
            """,
            "apple");
    VideoListing objects =
        list(
            """
            {"uri": "https://h/a.mp4"}
            {
            [1]
            {"u": 1}
            {}
            {"uri": "https://h/b.mp4"}
            """,
            "apple");

    assertThat(rows.videos()).hasSize(2);
    assertThat(rows.skipped())
        .hasSize(6)
        .allMatch(one -> one.kind() == Kind.REFUSED)
        .noneMatch(one -> one.toString().contains("hunter2"))
        .extracting(Skipped::name)
        .startsWith("the list row 2 (ftp://h/b.mp4)");
    assertThat(objects.videos()).hasSize(2);
    assertThat(objects.skipped()).extracting(Skipped::name).hasSize(4).contains("the list row 2");
  }

  @Test
  void an_empty_list_has_no_videos_and_an_unknown_column_is_said() throws IOException {
    assertThat(list(" \n\n", "apple").videos()).isEmpty();
    assertThatThrownBy(() -> list("uri,colour\nhttps://h/a.mp4,red\n", "apple"))
        .hasMessage(
            "the list has a column 'colour', expected uri, category, videoId, split, relevance,"
                + " licence");
  }

  private VideoListing list(String text, @Nullable String category) throws IOException {
    VideoReferences references = new VideoReferences(category);
    references.addList("the list", new StringReader(text), folder);
    return references.listing();
  }

  private Path file(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "x");
  }
}
