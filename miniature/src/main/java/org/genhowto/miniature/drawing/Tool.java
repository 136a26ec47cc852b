package org.genhowto.miniature.drawing;

import java.awt.Color;
import org.genhowto.miniature.world.Family;

/** What the right hand holds in an action frame, drawn from the grip at the origin. */
enum Tool {
  NONE {
    @Override
    void draw(Brush brush, Look look) {}
  },
  KNIFE {
    @Override
    void draw(Brush brush, Look look) {
      brush.line(0.1, -0.1, -0.12, 0.12, 0.22, new Color(60, 40, 30));
      brush.polygon(new Color(214, 220, 228), -0.1, 0.0, -1.25, 0.52, -1.1, 0.72, 0.02, 0.22);
      brush.line(-1.2, 0.6, -0.05, 0.1, 0.05, new Color(250, 252, 255));
    }
  },
  JUG {
    @Override
    void draw(Brush brush, Look look) {
      var liquid = look.outcome().color();
      brush.line(-1.0, -0.05, -1.02, 1.0, 0.2, liquid);
      var jug = brush.turned(-0.55);
      jug.roundBox(-0.85, -0.75, 0.95, 0.85, 0.2, new Color(206, 222, 232));
      jug.roundBox(-0.78, -0.5, 0.8, 0.55, 0.15, liquid);
      jug.polygon(new Color(206, 222, 232), -0.85, -0.75, -1.08, -0.7, -0.85, -0.4);
    }
  },
  MATCH {
    @Override
    void draw(Brush brush, Look look) {
      brush.line(0, 0, -0.8, -0.25, 0.12, new Color(222, 186, 128));
      LitCandle.flame(brush.at(-0.82, -0.1, 0.5), 0.8);
    }
  },
  SHELL {
    @Override
    void draw(Brush brush, Look look) {
      var shell = new Color(234, 196, 158);
      brush
          .at(-0.35, 0, 1)
          .turned(0.6)
          .within(Brush.path(-1, -1, 1, -1, 1, 0.05, -1, 0.05))
          .ball(0, 0, 0.36, 0.4, shell);
      brush
          .at(-0.85, 0, 1)
          .turned(-0.6)
          .within(Brush.path(-1, -1, 1, -1, 1, 0.05, -1, 0.05))
          .ball(0, 0, 0.36, 0.4, shell);
      brush.line(-0.6, 0.1, -0.6, 0.6, 0.16, new Color(250, 246, 230));
    }
  },
  TROWEL {
    @Override
    void draw(Brush brush, Look look) {
      brush.line(0.05, -0.1, -0.3, 0.15, 0.18, new Color(176, 60, 40));
      brush.polygon(new Color(150, 156, 164), -0.3, 0.0, -0.95, 0.35, -1.0, 0.6, -0.25, 0.35);
      brush.ellipse(-0.75, 0.28, 0.28, 0.16, new Color(74, 46, 28));
    }
  },
  BRUSH {
    @Override
    void draw(Brush brush, Look look) {
      brush.line(0.25, 0.2, -0.55, -0.35, 0.12, new Color(196, 130, 60));
      brush.line(-0.55, -0.35, -0.68, -0.44, 0.16, new Color(190, 194, 200));
      brush.line(-0.7, -0.46, -0.86, -0.58, 0.2, look.outcome().color());
    }
  },
  PEELER {
    @Override
    void draw(Brush brush, Look look) {
      brush.line(0.05, -0.05, -0.4, 0.2, 0.2, new Color(40, 44, 52));
      brush.line(-0.4, 0.2, -0.78, 0.4, 0.12, new Color(214, 220, 228));
      brush.line(-0.5, 0.02, -0.85, 0.5, 0.1, new Color(180, 188, 198));
      var skin = Colors.shade(PeeledFood.skin(look), 0.9);
      brush.line(-0.85, 0.5, -1.0, 0.85, 0.2, skin);
      brush.line(-1.0, 0.85, -0.8, 1.1, 0.2, skin);
    }
  },
  PIN {
    @Override
    void draw(Brush brush, Look look) {
      var wood = new Color(196, 142, 84);
      brush.line(0.1, 0, -1.95, 0.1, 0.16, Colors.shade(wood, 0.7));
      brush.line(-0.25, 0.02, -1.6, 0.08, 0.42, Colors.shade(wood, 0.75));
      brush.line(-0.25, -0.03, -1.6, 0.03, 0.34, wood);
    }
  },
  SPOON {
    @Override
    void draw(Brush brush, Look look) {
      brush.line(0.1, -0.05, -0.55, 0.15, 0.14, new Color(150, 106, 62));
      brush.ellipse(-0.78, 0.22, 0.34, 0.2, new Color(150, 106, 62));
      brush.ellipse(-0.78, 0.16, 0.28, 0.17, look.outcome().color());
      for (int i = 0; i < 4; i++) {
        double x = -0.95 + 0.13 * i;
        brush.ellipse(x, 0.48 + 0.1 * (i % 2), 0.08, 0.08, look.outcome().color());
      }
    }
  },
  PUMP {
    @Override
    void draw(Brush brush, Look look) {
      brush.line(-0.95, 0.75, -0.2, 0.85, 0.14, new Color(40, 44, 50));
      brush.roundBox(-0.32, -0.1, 0.5, 1.1, 0.12, new Color(44, 74, 150));
      brush.line(-0.07, -0.5, -0.07, 0, 0.1, new Color(200, 204, 210));
      brush.line(-0.34, -0.5, 0.2, -0.5, 0.16, new Color(30, 32, 38));
    }
  };

  /** What changes a family's objects in a step. */
  static Tool of(Family family, int step) {
    return switch (family) {
      case SLICE, SPREAD -> KNIFE;
      case FILL -> JUG;
      case LIGHT -> MATCH;
      case OPEN, FOLD -> NONE;
      case FRY -> SHELL;
      case PLANT -> TROWEL;
      case PAINT -> BRUSH;
      case INFLATE -> PUMP;
      case PEEL -> step == 0 ? PEELER : KNIFE;
      case TOP -> step == 0 ? PIN : SPOON;
    };
  }

  abstract void draw(Brush brush, Look look);

  /** Where the right hand grips, in the object's coordinates. */
  double[] grip() {
    return switch (this) {
      case KNIFE -> new double[] {0.85, -0.35};
      case JUG -> new double[] {0.95, -1.15};
      case MATCH -> new double[] {0.85, -0.35};
      case SHELL -> new double[] {0.6, -0.7};
      case TROWEL -> new double[] {0.85, -0.15};
      case BRUSH -> new double[] {0.75, 0.15};
      case PUMP -> new double[] {1.15, -0.05};
      case PEELER -> new double[] {0.85, -0.35};
      case PIN -> new double[] {1.05, -0.1};
      case SPOON -> new double[] {0.95, -0.5};
      case NONE -> new double[] {0.85, 0.0};
    };
  }
}
