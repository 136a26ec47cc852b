package org.genhowto.launcher.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** What a stranger asks of the dashboard, in a real browser before a real gateway and Kafka. */
@EnabledIf(
    value = "hasBrowser",
    disabledReason = "there is no Chromium: install one, or name it in CHROMIUM")
@Timeout(170)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DashboardIT {
  @TempDir static Path folder;
  private static DashboardHouse house;
  private static DashboardScene scene;

  @TempDir Path profile;
  private Browser browser;

  static boolean hasBrowser() {
    return Browser.program().isPresent();
  }

  @BeforeAll
  static void start() throws Exception {
    house =
        DashboardHouse.start(
            folder,
            DashboardHouse.freePort(),
            Map.of("dashboard.scrape", "http://127.0.0.1:9/metrics"));
    scene = house.scene(Instant.now());
  }

  @AfterAll
  static void stop() {
    scene.close();
    house.close();
  }

  @BeforeEach
  void open() throws Exception {
    browser = Browser.open(profile);
    browser.size(1280, 900);
    browser.go(house.address());
    browser.until("document.getElementById('connection').textContent === 'live'");
  }

  @AfterEach
  void close() {
    browser.close();
  }

  @Test
  @Order(1)
  void before_anything_has_come_it_says_so_and_then_fills_without_a_reload() throws Exception {
    browser.until("document.getElementById('hour').textContent.startsWith('Nothing came')");
    assertThat(browser.text("better")).isEqualTo("No release has been measured yet.");
    browser.until("document.getElementById('charts').textContent.includes('Nothing has been')");
    assertThat(browser.text("tripletlist")).isEqualTo("No triplets yet.");
    assertThat(browser.text("letterrows")).startsWith("None");

    scene.play();

    browser.until("document.querySelectorAll('#tripletlist article').length === 8");
    browser.until("document.querySelectorAll('#charts figure canvas').length >= 8");
    browser.value("document.getElementById('triplets').scrollIntoView()");
    browser.until("document.querySelectorAll('#tripletlist polyline').length > 0");
    browser.until("document.getElementById('charts').textContent.includes('17 images, at least')");
    assertThat(browser.faults()).isEmpty();
  }

  @Test
  @Order(2)
  void the_four_questions_of_a_stranger_are_answered() throws IOException {
    browser.until("document.getElementById('better').textContent.includes('significantly')");

    assertThat(browser.text("better"))
        .contains(DashboardScene.NEW + " is better than " + DashboardScene.OLD)
        .contains("N 160")
        .contains("The gate says promote");
    assertThat(browser.text("hour")).contains("videos", "dead letter");
    browser.until("/records? wait/.test(document.getElementById('bottleneck').textContent)");
    browser.until("document.querySelectorAll('#droppedrows tr').length === 4");
    assertThat(browser.text("droppedrows"))
        .contains("low-confidence")
        .contains("at least 0.05 is asked for");
    browser.until("document.getElementById('processes').textContent.includes('does not answer')");
    assertThat(browser.text("needs"))
        .isEqualTo("1 alert is open, 1 dead letter waits, 1 process does not answer.");
  }

  @Test
  @Order(3)
  void a_picture_leads_to_its_lineage_under_a_link_of_its_own() throws IOException {
    browser.until("document.querySelector('#tripletlist a')");
    browser.value("document.querySelector('#tripletlist a').focus()");
    browser.press("Enter", 0);
    browser.until("document.getElementById('lineage').open");
    browser.until("document.querySelectorAll('#lineagebody polyline').length === 3");
    browser.until(
        "document.getElementById('videostory').textContent.includes('triplet-selection')");
    assertThat(browser.text("lineagebody")).contains("videos.example", "2 of 3 runs", "blip2-1");
    String link = browser.value("location.href").asText();
    assertThat(link).contains("show=triplet");

    browser.go(link.replaceAll("show=.*", "show=request/request-004&release=nothing"));
    browser.until("document.getElementById('lineagebody').textContent.includes('agreement')");
    assertThat(browser.text("lineagebody"))
        .contains("generator-states " + DashboardScene.OLD)
        .contains("Classifier accuracy, final state")
        .contains("Newest training data of");
    assertThat(browser.value("document.getElementById('release').value").asText())
        .isEqualTo("nothing");
    browser.click("lineageclose");
    browser.until("!location.href.includes('show=')");
    assertThat(browser.text("generationlist")).isEqualTo("Nothing fits what is chosen above.");
    assertThat(browser.faults()).isEmpty();
  }

  @Test
  @Order(4)
  void what_is_chosen_stands_in_the_address_and_narrows_what_is_shown() throws IOException {
    browser.until("document.querySelectorAll('#category option').length > 3");
    browser.value(
        "(() => { const c = document.getElementById('category'); c.value = 'bowl';"
            + " c.dispatchEvent(new Event('change')); })()");
    browser.until("document.querySelectorAll('#tripletlist article').length === 2");
    browser.until("document.querySelectorAll('#charts figure').length === 1");
    assertThat(browser.value("location.search").asText()).isEqualTo("?category=bowl");
    browser.value("history.back()");
    browser.until("document.querySelectorAll('#tripletlist article').length === 8");
    choose("split", "held-out", 3);
    choose("confidence", "0.8", 1);
    assertThat(browser.text("tripletlist")).contains("captions agree 0.27");
    assertThat(browser.value("location.search").asText())
        .isEqualTo("?split=held-out&confidence=0.8");
    choose("split", "", 2);
    choose("confidence", "", 8);
  }

  private void choose(String id, String value, int triplets) throws IOException {
    browser.value(
        "(() => { const c = document.getElementById('%s'); c.value = '%s'; c.dispatchEvent(new Event('change')); })()"
            .formatted(id, value));
    browser.until(
        "document.querySelectorAll('#tripletlist article').length === %d".formatted(triplets));
  }

  @Test
  @Order(5)
  void a_letter_is_discarded_with_a_reason_and_only_after_a_question() throws IOException {
    browser.until("document.querySelectorAll('#letterrows button').length === 2");
    browser.value("document.querySelectorAll('#letterrows button')[1].click()");
    browser.until("document.getElementById('confirm').open");
    browser.type("why", "a broken file");
    browser.click("confirmyes");
    browser.until("document.getElementById('letterrows').textContent.includes('discarded')");
    browser.until("document.getElementById('lettertold').textContent.includes('is discarded')");
    browser.until("!document.getElementById('needs').textContent.includes('dead letter')");
  }

  @Test
  @Order(6)
  void the_loop_is_one_picture_and_a_person_decides_in_it() throws IOException {
    browser.until("document.getElementById('generator-action-candidate')");
    browser.until("document.getElementById('generator-action-gate').textContent.includes('37')");
    assertThat(browser.text("generator-action-dataset")).contains("version 2", "80 samples");
    assertThat(browser.text("generator-final-state-training"))
        .contains("running", "step 120 of 300", "loss 0.0512", "60 s left", "on version 2");
    assertThat(browser.text("generator-action-candidate")).contains("actions-2", "trained by");
    assertThat(browser.text("generator-action-gate"))
        .contains("hold", "37 pairs of set test", "accuracy is worse than the rule");
    assertThat(browser.text("generator-action-release"))
        .contains("actions-1", "by gate", "3 samples that were deleted", "before it actions-0");

    browser.size(390, 844);
    browser.scheme("dark");
    browser.until("document.documentElement.scrollWidth === 390");
    assertThat(
            browser
                .value("getComputedStyle(document.getElementById('generator-action-gate')).color")
                .asText())
        .isEqualTo("rgb(230, 233, 238)");
    assertThat(
            browser
                .value(
                    "document.getElementById('generator-action-gate').getBoundingClientRect().top"
                        + " > document.getElementById('generator-action-candidate')"
                        + ".getBoundingClientRect().bottom")
                .asBoolean())
        .as("below one another on a phone")
        .isTrue();

    browser.value("document.querySelector('[data-name=\"promote generator-action\"]').click()");
    browser.until("document.getElementById('confirm').open");
    browser.type("why", "hands look right");
    browser.click("confirmyes");
    browser.until(
        "document.getElementById('generator-action-release').textContent.includes('actions-2')");
    browser.until(
        "document.getElementById('generator-action-candidate').textContent.includes('none')");
    assertThat(browser.text("generator-action-release"))
        .contains("by gateway", "before it actions-1");
    browser.until(
        "document.getElementById('generator-action-gate').textContent.includes('hands look')");
    assertThat(browser.text("generator-action-gate")).contains("promote", "hands look right");

    browser.value("document.querySelector('[data-name=\"rollback generator-action\"]').click()");
    browser.until("document.getElementById('confirm').open");
    browser.click("confirmyes");
    browser.until(
        "document.getElementById('generator-action-release').textContent.includes('actions-1')");
    browser.until(
        "document.getElementById('generator-action-gate').textContent.includes('rolled back')");
    assertThat(browser.text("generator-action-gate")).contains("hold", "rolled back by gateway");
    assertThat(browser.text("looprows")).contains("version 2", "rolled back by gateway");
    assertThat(browser.faults()).isEmpty();
  }

  @Test
  @Order(7)
  void a_person_who_chooses_by_keys_is_counted_beside_the_metrics() throws IOException {
    browser.go(house.address() + "rate");
    browser.until("document.getElementById('rightimage').naturalWidth > 0");
    assertThat(browser.value("document.body.textContent").asText())
        .doesNotContain(DashboardScene.OLD, DashboardScene.NEW);
    browser.press("1", 0);
    browser.until("document.getElementById('done').textContent.startsWith('1 rated')");
    browser.until("!document.getElementById('tie').disabled"); // The next pair is there.
    browser.press("0", 0);
    browser.until("document.getElementById('done').textContent.startsWith('2 rated')");
    browser.size(390, 844);
    browser.until("document.documentElement.scrollWidth === 390");

    browser.go(house.address());
    browser.until("document.querySelectorAll('#ratings tbody tr').length === 1");
    assertThat(browser.text("ratings"))
        .containsPattern("(100|0) % \\[(21, 100|0, 79)]")
        .contains(DashboardScene.OLD);
    assertThat(browser.faults()).isEmpty();
  }

  @Test
  @Order(8)
  void a_phone_has_no_sideways_and_keys_read_a_chart() throws IOException {
    browser.size(390, 844);
    browser.until("document.querySelectorAll('#charts figure canvas').length >= 8");
    browser.until("document.documentElement.scrollWidth === 390");
    browser.value("document.querySelector('#charts figure').focus()");
    browser.value(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'End'}))");
    assertThat(browser.value("document.querySelector('#charts .reading').textContent").asText())
        .contains(DashboardScene.OLD)
        .contains("N 160");
    assertThat(
            browser
                .value(
                    "[...document.querySelectorAll('table')].every(t => t.caption) &&"
                        + " document.querySelectorAll('img:not([alt])').length === 0 &&"
                        + " Boolean(document.querySelector('main') &&"
                        + " document.querySelector('.skip'))")
                .asBoolean())
        .isTrue();
  }

  @Test
  @Order(9)
  void what_words_the_numbers_get_is_right() throws IOException {
    String logic = "import('./assets/logic.js').then(l => JSON.stringify(%s))";

    assertThat(browser.value(logic.formatted("l.axis(1000, 1000)")).asText())
        .isEqualTo("[700,1300]");
    assertThat(browser.value(logic.formatted("l.pValue(1.959964).toFixed(4)")).asText())
        .isEqualTo("\"0.0500\"");
    assertThat(
            browser
                .value(
                    logic.formatted(
                        "l.bottleneck([{key: 'a', lag: 10}, {key: 'b', lag: 4}],"
                            + " {a: {rate: 10}, b: {rate: 1}}).worker"))
                .asText())
        .isEqualTo("\"b\"");
    assertThat(
            browser
                .value(
                    logic.formatted(
                        "l.compared({name: 'fid', value: 10, low: 9, high: 11},"
                            + " {name: 'fid', value: 20, low: 19, high: 21})"))
                .asText())
        .contains("\"better\":{\"name\":\"fid\",\"value\":10")
        .contains("\"significant\":true");
    assertThat(
            browser
                .value(
                    logic.formatted(
                        "[l.number(0), l.number(0.00012), l.number(1234.5), l.number(0.12345),"
                            + " l.duration(0.2), l.duration(1500), l.duration(7200000)]"))
                .asText())
        .isEqualTo("[\"0\",\"1.2e-4\",\"1,235\",\"0.123\",\"< 1 ms\",\"1.5 s\",\"2 h\"]");
  }

  @Test
  @Order(10)
  void numbers_that_are_no_longer_told_grow_old_in_sight_and_come_back() throws IOException {
    browser.until("document.querySelectorAll('#tripletlist article').length === 8");
    house.leave();

    browser.until("document.body.classList.contains('stale')");
    assertThat(browser.text("connection")).contains("numbers are").contains("old");
    assertThat(
            browser
                .value("getComputedStyle(document.querySelector('#videoflow b')).opacity")
                .asText())
        .isEqualTo("0.55");
    house.open();
    browser.until("document.getElementById('connection').textContent === 'live'");
    browser.until("!document.body.classList.contains('stale')");
    browser.until("document.querySelectorAll('#tripletlist article').length === 8");
  }
}
