package org.genhowto.runtime.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key of a server whose files are replaced now and then. Each reading has an alias of its own,
 * so that a handshake that began with one ends with it.
 */
final class RenewedKeyManager extends X509ExtendedKeyManager {
  private static final Logger LOG = LoggerFactory.getLogger(RenewedKeyManager.class);
  private static final long LOOK_NANOS = Duration.ofSeconds(2).toNanos();

  private final TlsFiles files;
  private final ReentrantLock looking = new ReentrantLock();
  private volatile X509ExtendedKeyManager now;
  private volatile @Nullable X509ExtendedKeyManager before;
  private List<FileTime> times;
  private int readings;
  private long nextLook = System.nanoTime() + LOOK_NANOS;

  RenewedKeyManager(TlsFiles files) throws IOException, GeneralSecurityException {
    this.files = files;
    this.times = files.times();
    this.now = files.read(alias());
  }

  private String alias() {
    readings++;
    return "server-" + readings;
  }

  /** Whoever keeps certificates fresh replaces the files; a half-written pair is left for later. */
  private void look() {
    if (!looking.tryLock()) {
      return; // Someone else does.
    }
    try {
      if (System.nanoTime() - nextLook < 0) {
        return;
      }
      nextLook = System.nanoTime() + LOOK_NANOS;
      List<FileTime> written = files.times();
      if (!written.equals(times)) {
        X509ExtendedKeyManager fresh = files.read(alias());
        before = now;
        now = fresh;
        times = written;
        LOG.atInfo().addKeyValue("file", files.certificate()).log("certificate read again");
      }
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      LOG.atWarn().addKeyValue("reason", e.getMessage()).log("certificate not read, the old holds");
    } finally {
      looking.unlock();
    }
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String type, Principal @Nullable [] issuers, SSLEngine engine) {
    look();
    return now.chooseEngineServerAlias(type, issuers, engine);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String type, Principal @Nullable [] issuers, Socket socket) {
    look();
    return now.chooseServerAlias(type, issuers, socket);
  }

  @Override
  public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
    return now.getServerAliases(type, issuers);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    X509Certificate[] chain = now.getCertificateChain(alias);
    X509ExtendedKeyManager earlier = before;
    return chain == null && earlier != null ? earlier.getCertificateChain(alias) : chain;
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    PrivateKey key = now.getPrivateKey(alias);
    X509ExtendedKeyManager earlier = before;
    return key == null && earlier != null ? earlier.getPrivateKey(alias) : key;
  }

  @Override
  public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
    return null; // A server's.
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] types, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }
}
