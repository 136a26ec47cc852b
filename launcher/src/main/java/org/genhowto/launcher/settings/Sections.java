package org.genhowto.launcher.settings;

import org.genhowto.captioner.CaptionerSettings;
import org.genhowto.dataset.DatasetSettings;
import org.genhowto.dataset.compactor.CompactorSettings;
import org.genhowto.dataset.version.VersionSettings;
import org.genhowto.evaluator.EvaluatorSettings;
import org.genhowto.evaluator.MetricsSettings;
import org.genhowto.evaluator.heldout.HeldOutSettings;
import org.genhowto.gateway.GatewaySettings;
import org.genhowto.gateway.dashboard.DashboardSettings;
import org.genhowto.gateway.openpi.OpenPi;
import org.genhowto.gateway.webhook.WebhookWorker;
import org.genhowto.generator.GeneratorSettings;
import org.genhowto.ingest.IngestSettings;
import org.genhowto.localizer.LocalizerSettings;
import org.genhowto.runtime.blob.BlobStores;
import org.genhowto.runtime.config.SettingsCatalogue;
import org.genhowto.runtime.worker.PlatformSections;
import org.genhowto.trainer.TrainerSettings;

/** The sections of all rooms. */
public final class Sections {
  /** What all workers share first, then the workers in the order of the journey. */
  public static final SettingsCatalogue CATALOGUE =
      new SettingsCatalogue(
          PlatformSections.KAFKA,
          PlatformSections.REGISTRY,
          BlobStores.SECTION,
          PlatformSections.WORKER,
          PlatformSections.TELEMETRY,
          IngestSettings.SECTION,
          LocalizerSettings.SCORING,
          LocalizerSettings.SELECTION,
          CaptionerSettings.SECTION,
          DatasetSettings.SECTION,
          VersionSettings.SECTION,
          CompactorSettings.SECTION,
          GeneratorSettings.SECTION,
          EvaluatorSettings.SECTION,
          MetricsSettings.SECTION,
          TrainerSettings.SECTION,
          HeldOutSettings.SECTION,
          WebhookWorker.SECTION,
          GatewaySettings.SECTION,
          DashboardSettings.SECTION,
          OpenPi.SECTION);

  private Sections() {}
}
